//! All clusters.

use domain::cluster::Cluster;
use leptos::prelude::*;

use super::changes;
use crate::{
    api::cluster::list_clusters,
    components::{Cell, Empty, Load, Page, Pagination, Table, cursor},
    i18n::tr,
    session,
    words::{Status as _, Words as _},
};

/// A table of clusters; presence changes while one looks.
#[component]
pub fn ClusterList() -> impl IntoView {
    let (changes, cursor) = (changes(), cursor());
    let clusters = Resource::new(move || (changes.get(), cursor.get()), |(_, cursor)| list_clusters(cursor));
    let may_create = session::me().is_some_and(|me| me.may_operate());
    let create = move || {
        may_create.then(|| {
            view! { <a class="btn btn-primary btn-sm" href="/operator/clusters/new">{tr!(clusters.new)}</a> }
        })
    };
    view! {
        <Page title=tr!(clusters.title) lead=tr!(clusters.lead) actions=create>
            <Load resource=clusters view={move |page: domain::page::Page<Cluster>| {
                if page.items.is_empty() {
                    view! { <Empty title=tr!(clusters.none) text=tr!(clusters.none_text)>{create()}</Empty> }.into_any()
                } else {
                    view! { <List clusters=page.items /> <Pagination next=page.next_cursor /> }.into_any()
                }
            }} />
        </Page>
    }
}

#[component]
fn List(clusters: Vec<Cluster>) -> impl IntoView {
    let heads = vec![
        tr!(clusters.cluster),
        tr!(common.status),
        tr!(clusters.presence),
        tr!(clusters.region),
        tr!(clusters.environments),
        tr!(clusters.publishes),
    ];
    let rows = clusters.into_iter().map(|c| {
        let environments: Vec<_> = c.spec.environments.iter().map(|e| e.words()).collect();
        let presence = match c.presence {
            Some(presence) => presence.badge().into_any(),
            None => view! { <span class="quiet">{tr!(clusters.no_agent)}</span> }.into_any(),
        };
        view! {
            <tr>
                <Cell head=tr!(clusters.cluster)>
                    <a href=format!("/operator/clusters/{}", c.id)>{c.spec.title}</a>
                    <span class="sub mono">{c.spec.name}</span>
                </Cell>
                <Cell head=tr!(common.status)>{c.status.badge()}</Cell>
                <Cell head=tr!(clusters.presence)>{presence}</Cell>
                <Cell head=tr!(clusters.region)>{c.spec.region}</Cell>
                <Cell head=tr!(clusters.environments)>{environments.join(", ")}</Cell>
                <Cell head=tr!(clusters.publishes) number=true>{c.publishes}</Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <div class="list-box"><Table label=tr!(clusters.title) heads>{rows}</Table></div> }
}
