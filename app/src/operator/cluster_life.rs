//! What ends a cluster's service: maintenance, retiring, deleting.

use domain::cluster::{Cluster, ClusterStatus};
use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    api::cluster::{DeleteCluster, SetClusterStatus},
    components::{Confirm, Form, Section},
    i18n::tr,
};

/// Maintenance, retiring and deleting.
#[component]
pub fn Danger(cluster: Cluster) -> impl IntoView {
    let id = cluster.id.to_string();
    let to = |status: ClusterStatus| {
        vec![
            ("cluster", id.clone()),
            ("version", cluster.version.to_string()),
            ("status", status.to_string()),
        ]
    };
    let switch = match cluster.status {
        ClusterStatus::Active => Some((ClusterStatus::Maintenance, tr!(clusters.to_maintenance))),
        ClusterStatus::Maintenance => Some((ClusterStatus::Active, tr!(clusters.to_active))),
        ClusterStatus::Retired => None,
    };
    let switch = switch.map(|(status, label)| {
        view! {
            <Form action=SetClusterStatus::PATH hidden=to(status)>
                <div><button type="submit" class="btn btn-sm">{label}</button></div>
            </Form>
        }
    });
    let retire = (cluster.status != ClusterStatus::Retired).then(|| {
        view! {
            <Confirm
                label=tr!(clusters.retire) action=SetClusterStatus::PATH hidden=to(ClusterStatus::Retired)
                name=cluster.spec.name.clone() consequence=tr!(clusters.retire_text, n = cluster.publishes)
            />
        }
    });
    let lead = match cluster.status {
        ClusterStatus::Retired => tr!(clusters.retired_text),
        _ => tr!(clusters.life_text),
    };
    view! {
        <Section title=tr!(clusters.life) lead>
            <div class="stack">
            {switch} {retire}
            <Confirm
                label=tr!(clusters.delete) action=DeleteCluster::PATH hidden=vec![("cluster", id.clone())]
                name=cluster.spec.name.clone() consequence=tr!(clusters.delete_text, name = cluster.spec.name)
            />
            </div>
        </Section>
    }
}
