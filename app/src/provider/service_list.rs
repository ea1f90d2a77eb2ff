//! The tenant's API services.

use domain::{api_service::ApiServiceSummary, page::Page as Part};
use leptos::prelude::*;

use super::{at, may_edit, tenant};
use crate::{
    api::{api_service::list_api_services, list_query::ListQuery},
    components::{Cell, Empty, Filters, Load, NoMatch, Page, Pagination, Table, When, list_query},
    i18n::tr,
};

/// A table of services, with a search.
#[component]
pub fn ServiceList() -> impl IntoView {
    let (query, tenant) = (list_query(), tenant());
    let list = Resource::new(
        move || (tenant.clone(), query.get()),
        |(tenant, query)| list_api_services(tenant, query),
    );
    let create = || {
        may_edit().then(|| view! { <a class="btn btn-primary btn-sm" href=at("/api-services/new")>{tr!(services.new)}</a> })
    };
    view! {
        <Page title=tr!(services.title) lead=tr!(services.lead) actions=create>
            <Filters query search=true />
            <Load resource=list view={move |page: Part<ApiServiceSummary>| {
                match (page.items.is_empty(), query.with_untracked(ListQuery::is_filtered)) {
                    (true, true) => view! { <NoMatch /> }.into_any(),
                    (true, false) => view! {
                        <Empty title=tr!(services.none) text=tr!(services.none_text)>{create()}</Empty>
                    }.into_any(),
                    _ => view! { <List services=page.items /> <Pagination next=page.next_cursor /> }.into_any(),
                }
            }} />
        </Page>
    }
}

#[component]
fn List(services: Vec<ApiServiceSummary>) -> impl IntoView {
    let heads = vec![
        tr!(services.service),
        tr!(services.version),
        tr!(services.routes),
        tr!(services.backends),
        tr!(services.policies),
        tr!(common.changed),
    ];
    let rows = services.into_iter().map(|s| {
        view! {
            <tr>
                <Cell head=tr!(services.service)>
                    <a href=at(&format!("/api-services/{}", s.id))>{s.title}</a>
                    <span class="sub mono">{s.name}</span>
                </Cell>
                <Cell head=tr!(services.version)>{s.api_version}</Cell>
                <Cell head=tr!(services.routes) number=true>{s.routes}</Cell>
                <Cell head=tr!(services.backends) number=true>{s.backends}</Cell>
                <Cell head=tr!(services.policies) number=true>{s.policies}</Cell>
                <Cell head=tr!(common.changed)><When at=s.updated_at /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <div class="list-box"><Table label=tr!(services.title) heads numbers=&[2, 3, 4]>{rows}</Table></div> }
}
