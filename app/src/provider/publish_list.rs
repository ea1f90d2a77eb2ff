//! The tenant's publishes.

use domain::{
    page::Page as Part,
    product_publish::{Environment, PublishStatus},
};
use leptos::prelude::*;

use super::{at, changes, may_edit, tenant};
use crate::{
    api::{
        choices::{Choices, Named},
        list_query::ListQuery,
        product_publish::{PublishRow, list_cluster_choices, list_publishes},
    },
    components::{
        Cell, Empty, FilterChoice, Filters, Load, NoMatch, Page, Pagination, Table, When, list_query,
    },
    i18n::tr,
    words::{Status as _, Words as _},
};

/// A table of publishes; statuses change while one looks.
#[component]
pub fn PublishList() -> impl IntoView {
    let (changes, query, tenant) = (changes(""), list_query(), tenant());
    let owner = tenant.clone();
    let clusters = Resource::new(move || owner.clone(), list_cluster_choices);
    let list = Resource::new(
        move || (changes.get(), tenant.clone(), query.get()),
        |(_, tenant, query)| list_publishes(tenant, query),
    );
    let create = || {
        may_edit().then(
            || view! { <a class="btn btn-primary btn-sm" href=at("/publishes/new")>{tr!(publishes.new)}</a> },
        )
    };
    view! {
        <Page title=tr!(publishes.title) lead=tr!(publishes.lead) actions=create>
            <Load resource=clusters view={move |clusters: Choices| view! { <Filters query choices=filters(clusters.all) /> }} />
            <Load resource=list view={move |page: Part<PublishRow>| {
                match (page.items.is_empty(), query.with_untracked(ListQuery::is_filtered)) {
                    (true, true) => view! { <NoMatch /> }.into_any(),
                    (true, false) => view! {
                        <Empty title=tr!(publishes.none) text=tr!(publishes.none_text)>{create()}</Empty>
                    }.into_any(),
                    _ => view! {
                        <div class="list-box"><Publishes publishes=page.items /></div>
                        <Pagination next=page.next_cursor />
                    }
                    .into_any(),
                }
            }} />
        </Page>
    }
}

fn filters(clusters: Vec<Named>) -> Vec<FilterChoice> {
    let statuses = PublishStatus::ALL.iter().map(|s| (*s, s.words().to_owned()));
    let environments = Environment::ALL.iter().map(|e| (*e, e.words().to_owned()));
    vec![
        FilterChoice::new("status", tr!(common.status), statuses),
        FilterChoice::new("cluster", tr!(publishes.cluster), clusters.into_iter().map(|c| (c.id, c.title))),
        FilterChoice::new("environment", tr!(publishes.environment), environments),
    ]
}

/// The table alone.
#[component]
pub fn Publishes(publishes: Vec<PublishRow>) -> impl IntoView {
    let heads = vec![
        tr!(products.product),
        tr!(common.status),
        tr!(publishes.cluster),
        tr!(publishes.environment),
        tr!(publishes.address),
        tr!(common.changed),
    ];
    let rows = publishes.into_iter().map(|PublishRow { publish: p, addresses }| {
        // A draft continues where it can be changed.
        let draft = p.status == PublishStatus::Draft && may_edit();
        let end = if draft { "/edit/place" } else { "" };
        let more = addresses.len().saturating_sub(1);
        let more = (more > 0).then(|| view! { <span class="sub">{format!("+{more}")}</span> });
        let address = addresses.into_iter().next();
        view! {
            <tr>
                <Cell head=tr!(products.product)><a href=at(&format!("/publishes/{}{end}", p.id))>{p.names.product}</a></Cell>
                <Cell head=tr!(common.status)>{p.status.badge()}</Cell>
                <Cell head=tr!(publishes.cluster)>{p.names.cluster}</Cell>
                <Cell head=tr!(publishes.environment)>{p.spec.environment.words()}</Cell>
                <Cell head=tr!(publishes.address)><code>{address}</code>{more}</Cell>
                <Cell head=tr!(common.changed)><When at=p.updated_at /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(publishes.title) heads>{rows}</Table> }
}
