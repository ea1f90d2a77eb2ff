//! All clusters.

use domain::cluster::{Cluster, ClusterStatus};
use leptos::prelude::*;

use super::changes;
use crate::{
    api::{cluster::list_clusters, list_query::ListQuery},
    components::{Cell, Empty, FilterChoice, Filters, Load, NoMatch, Page, Pagination, Table, list_query},
    i18n::tr,
    session,
    words::{Status as _, Words as _},
};

/// A table of clusters; presence changes while one looks.
#[component]
pub fn ClusterList() -> impl IntoView {
    let (changes, query) = (changes(), list_query());
    let clusters = Resource::new(move || (changes.get(), query.get()), |(_, query)| list_clusters(query));
    let may_create = session::me().is_some_and(|me| me.may_operate());
    let create = move || {
        may_create.then(|| {
            view! { <a class="btn btn-primary btn-sm" href="/operator/clusters/new">{tr!(clusters.new)}</a> }
        })
    };
    let statuses = ClusterStatus::ALL.iter().map(|status| (*status, status.words().to_owned()));
    let statuses = FilterChoice::new("status", tr!(common.status), statuses);
    view! {
        <Page title=tr!(clusters.title) lead=tr!(clusters.lead) actions=create>
            <Filters query search=true choices=vec![statuses] />
            <Load resource=clusters view={move |page: domain::page::Page<Cluster>| {
                match (page.items.is_empty(), query.with_untracked(ListQuery::is_filtered)) {
                    (true, true) => view! { <NoMatch /> }.into_any(),
                    (true, false) => view! {
                        <Empty title=tr!(clusters.none) text=tr!(clusters.none_text)>{create()}</Empty>
                    }.into_any(),
                    _ => view! { <List clusters=page.items /> <Pagination next=page.next_cursor /> }.into_any(),
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
    view! { <div class="list-box"><Table label=tr!(clusters.title) heads numbers=&[5]>{rows}</Table></div> }
}
