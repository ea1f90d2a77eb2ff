//! A new cluster.

use domain::form::ClusterForm;
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{cluster_fields::ClusterFields, may_operate};
use crate::{
    api::{
        choices::Choices,
        cluster::{CreateCluster, list_provider_tenants},
    },
    components::{Crumb, Form, Load, NotAllowed, Page, Submit},
    i18n::tr,
};

/// A form for one cluster.
#[component]
pub fn ClusterNew() -> impl IntoView {
    let form = ClusterForm {
        environments: vec!["dev".to_owned()],
        gateway_class: "envoy-gateway".to_owned(),
        protocol_pin: "auto".to_owned(),
        access: "all".to_owned(),
        ..ClusterForm::default()
    };
    if !may_operate() {
        return view! { <NotAllowed /> }.into_any();
    }
    let tenants = Resource::new(|| (), |()| list_provider_tenants());
    view! {
        <Page
            title=tr!(clusters.new) lead=tr!(clusters.new_lead)
            crumbs=vec![Crumb::new(tr!(clusters.title), "/operator/clusters")]
        >
            <div class="panel form-width">
                <Load resource=tenants view={move |tenants: Choices| {
                    let form = form.clone();
                    view! {
                    <Form action=CreateCluster::PATH>
                        <ClusterFields form tenants />
                        <Submit label=tr!(clusters.create) cancel="/operator/clusters" />
                    </Form>
                    }
                }} />
            </div>
        </Page>
    }
    .into_any()
}
