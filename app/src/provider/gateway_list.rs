//! The tenant's gateways.

use domain::{gateway::Gateway, page::Page as Part};
use leptos::prelude::*;

use super::{at, may_edit, tenant};
use crate::{
    api::{gateway::list_gateways, list_query::ListQuery},
    components::{Cell, Empty, Filters, Load, NoMatch, Page, Pagination, Table, When, list_query},
    i18n::tr,
};

/// A table of gateways.
#[component]
pub fn GatewayList() -> impl IntoView {
    let (query, tenant) = (list_query(), tenant());
    let list =
        Resource::new(move || (tenant.clone(), query.get()), |(tenant, query)| list_gateways(tenant, query));
    let create = || {
        may_edit().then(
            || view! { <a class="btn btn-primary btn-sm" href=at("/gateways/new")>{tr!(gateways.new)}</a> },
        )
    };
    view! {
        <Page title=tr!(gateways.title) lead=tr!(gateways.lead) actions=create>
            <Filters query search=true />
            <Load resource=list view={move |page: Part<Gateway>| {
                match (page.items.is_empty(), query.with_untracked(ListQuery::is_filtered)) {
                    (true, true) => view! { <NoMatch /> }.into_any(),
                    (true, false) => view! {
                        <Empty title=tr!(gateways.none) text=tr!(gateways.none_text)>{create()}</Empty>
                    }.into_any(),
                    _ => view! { <List gateways=page.items /> <Pagination next=page.next_cursor /> }.into_any(),
                }
            }} />
        </Page>
    }
}

#[component]
fn List(gateways: Vec<Gateway>) -> impl IntoView {
    let heads = vec![
        tr!(gateways.gateway),
        tr!(gateways.listeners),
        tr!(clusters.gateway_class),
        tr!(common.changed),
    ];
    let rows = gateways.into_iter().map(|g| {
        let listeners = g.spec.listeners.iter().map(|l| {
            view! {
                <code class="tag">{format!("{} {}", l.protocol.as_str().to_uppercase(), l.port)}</code>
            }
        });
        let listeners = listeners.collect_view();
        let class = g.spec.gateway_class.unwrap_or_else(|| tr!(gateways.class_of_cluster).to_owned());
        view! {
            <tr>
                <Cell head=tr!(gateways.gateway)>
                    <a href=at(&format!("/gateways/{}", g.id))>{g.spec.title}</a>
                    <span class="sub mono">{g.spec.name}</span>
                </Cell>
                <Cell head=tr!(gateways.listeners)><span class="tags">{listeners}</span></Cell>
                <Cell head=tr!(clusters.gateway_class)>{class}</Cell>
                <Cell head=tr!(common.changed)><When at=g.updated_at /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <div class="list-box"><Table label=tr!(gateways.title) heads>{rows}</Table></div> }
}
