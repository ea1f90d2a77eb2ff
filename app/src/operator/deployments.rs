//! What tenants have on a cluster. Its operator sees that a publish is there; what is in it belongs to
//! its tenant.

use domain::{page::Page as Part, product_publish::Deployment};
use leptos::prelude::*;

use crate::{
    components::{Cell, Empty, Pagination, Section, ShortId, Table, When},
    i18n::tr,
    words::{Status as _, Words as _},
};

/// A part of them.
#[component]
pub fn Deployments(deployments: Part<Deployment>) -> impl IntoView {
    let Part { items, next_cursor } = deployments;
    let list = if items.is_empty() {
        let (title, text) = (tr!(clusters.deployments_none), tr!(clusters.deployments_none_text));
        view! { <Empty title text /> }.into_any()
    } else {
        view! { <List deployments=items /> <Pagination next=next_cursor /> }.into_any()
    };
    view! {
        <Section title=tr!(clusters.deployments) lead=tr!(clusters.deployments_lead)>{list}</Section>
    }
}

#[component]
fn List(deployments: Vec<Deployment>) -> impl IntoView {
    let heads = vec![
        tr!(products.product),
        tr!(account.tenant),
        tr!(common.status),
        tr!(publishes.environment),
        tr!(common.changed),
    ];
    let rows = deployments.into_iter().map(|d| {
        view! {
            <tr>
                <Cell head=tr!(products.product)>
                    <strong>{d.product}</strong><span class="sub"><ShortId id=d.id.to_string() /></span>
                </Cell>
                <Cell head=tr!(account.tenant)>{d.tenant}</Cell>
                <Cell head=tr!(common.status)>{d.status.badge()}</Cell>
                <Cell head=tr!(publishes.environment)>{d.environment.words()}</Cell>
                <Cell head=tr!(common.changed)><When at=d.updated_at /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(clusters.deployments) heads>{rows}</Table> }
}
