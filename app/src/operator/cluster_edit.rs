//! Changing a cluster.

use domain::{cluster::Cluster, form::ClusterForm};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{cluster_fields::ClusterFields, may_operate};
use crate::{
    api::{
        choices::Choices,
        cluster::{UpdateCluster, edit_cluster},
    },
    components::{Crumb, Form, Load, NotAllowed, Page, Submit},
    i18n::tr,
    path::param,
};

/// The form of one cluster.
#[component]
pub fn ClusterEdit() -> impl IntoView {
    if !may_operate() {
        return view! { <NotAllowed /> }.into_any();
    }
    let cluster = param("cluster");
    let detail = Resource::new(move || cluster.clone(), edit_cluster);
    view! {
        <Load resource=detail view={|(cluster, tenants): (Cluster, Choices)| {
            let page = format!("/operator/clusters/{}", cluster.id);
            let hidden = vec![("cluster", cluster.id.to_string()), ("version", cluster.version.to_string())];
            let crumbs = vec![
                Crumb::new(tr!(clusters.title), "/operator/clusters"),
                Crumb::new(cluster.spec.title.clone(), page.clone()),
            ];
            view! {
                <Page title=tr!(clusters.edit) crumbs>
                    <div class="panel form-width">
                        <Form action=UpdateCluster::PATH hidden>
                            <ClusterFields form=ClusterForm::of(&cluster.spec) tenants />
                            <Submit label=tr!(common.save) cancel=page />
                        </Form>
                    </div>
                </Page>
            }
        }} />
    }
    .into_any()
}
