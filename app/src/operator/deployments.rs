//! What tenants have on a cluster. Its operator sees that a publish is there; what is in it belongs to
//! its tenant.

use domain::{
    cluster::{Cluster, ClusterStatus},
    page::Page as Part,
    product_publish::Deployment,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::may_operate;
use crate::{
    api::cluster::ForgetPublish,
    components::{
        Cell, Disclosure, Empty, Form, FormState, Pagination, Section, ShortId, Table, TextField, When,
    },
    i18n::tr,
    words::{Status as _, Words as _},
};

/// A part of them.
#[component]
pub fn Deployments(cluster: Cluster, deployments: Part<Deployment>) -> impl IntoView {
    let Part { items, next_cursor } = deployments;
    let list = if items.is_empty() {
        let (title, text) = (tr!(clusters.deployments_none), tr!(clusters.deployments_none_text));
        view! { <Empty title text /> }.into_any()
    } else {
        view! { <List cluster deployments=items /> <Pagination next=next_cursor /> }.into_any()
    };
    view! {
        <Section title=tr!(clusters.deployments) lead=tr!(clusters.deployments_lead)>{list}</Section>
    }
}

#[component]
fn List(cluster: Cluster, deployments: Vec<Deployment>) -> impl IntoView {
    // An agent that is gone will never report: only then may what it had be given up.
    let gone = cluster.status == ClusterStatus::Retired && may_operate();
    let mut heads = vec![
        tr!(products.product),
        tr!(account.tenant),
        tr!(common.status),
        tr!(publishes.environment),
        tr!(common.changed),
    ];
    if gone {
        heads.push("");
    }
    let rows = deployments.into_iter().map(|d| {
        let forget = (gone && !d.status.is_detached())
            .then(|| view! { <Forget cluster=cluster.id.to_string() publish=d.clone() /> });
        let forget = gone.then(|| view! { <Cell head="">{forget}</Cell> });
        view! {
            <tr>
                <Cell head=tr!(products.product)>
                    <strong>{d.product}</strong><span class="sub"><ShortId id=d.id.to_string() /></span>
                </Cell>
                <Cell head=tr!(account.tenant)>{d.tenant}</Cell>
                <Cell head=tr!(common.status)>{d.status.badge()}</Cell>
                <Cell head=tr!(publishes.environment)>{d.environment.words()}</Cell>
                <Cell head=tr!(common.changed)><When at=d.updated_at /></Cell>
                {forget}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(clusters.deployments) heads>{rows}</Table> }
}

/// Giving a publish up takes a reason, which its owner and the audit log read.
#[component]
fn Forget(cluster: String, publish: Deployment) -> impl IntoView {
    let hidden = vec![("cluster", cluster), ("publish", publish.id.to_string())];
    let open = FormState::is_refused(ForgetPublish::PATH, &hidden);
    let consequence = tr!(clusters.forget_text, name = publish.product, tenant = publish.tenant);
    view! {
        <Disclosure label=tr!(clusters.forget) open class="btn btn-sm btn-danger">
            <Form action=ForgetPublish::PATH hidden>
                <p>{consequence}</p>
                <TextField name="reason" label=tr!(clusters.forget_reason) />
                <button type="submit" class="btn btn-sm btn-error">{tr!(clusters.forget)}</button>
            </Form>
        </Disclosure>
    }
}
