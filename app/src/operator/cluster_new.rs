//! A new cluster.

use domain::form::ClusterForm;
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::cluster_fields::ClusterFields;
use crate::{
    api::cluster::CreateCluster,
    components::{Crumb, Form, Page, Submit},
    i18n::tr,
};

/// A form for one cluster.
#[component]
pub fn ClusterNew() -> impl IntoView {
    let form = ClusterForm {
        environments: vec!["dev".to_owned()],
        gateway_class: "envoy-gateway".to_owned(),
        protocol_pin: "auto".to_owned(),
        ..ClusterForm::default()
    };
    view! {
        <Page
            title=tr!(clusters.new) lead=tr!(clusters.new_lead)
            crumbs=vec![Crumb::new(tr!(clusters.title), "/operator/clusters")]
        >
            <div class="panel form-width">
                <Form action=CreateCluster::PATH>
                    <ClusterFields form />
                    <Submit label=tr!(clusters.create) cancel="/operator/clusters" />
                </Form>
            </div>
        </Page>
    }
}
