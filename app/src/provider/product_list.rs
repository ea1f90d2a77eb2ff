//! The tenant's products.

use domain::{
    page::Page as Part,
    product::{Product, ProductStatus},
};
use leptos::prelude::*;

use super::{at, may_edit, tenant};
use crate::{
    api::{list_query::ListQuery, product::list_products},
    components::{
        Cell, Empty, FilterChoice, Filters, Load, NoMatch, Page, Pagination, Table, When, list_query,
    },
    i18n::tr,
    words::{Status as _, Words as _},
};

/// A table of products.
#[component]
pub fn ProductList() -> impl IntoView {
    let (query, tenant) = (list_query(), tenant());
    let list =
        Resource::new(move || (tenant.clone(), query.get()), |(tenant, query)| list_products(tenant, query));
    let create = || {
        may_edit().then(
            || view! { <a class="btn btn-primary btn-sm" href=at("/products/new")>{tr!(products.new)}</a> },
        )
    };
    let statuses = ProductStatus::ALL.iter().map(|status| (*status, status.words().to_owned()));
    let statuses = FilterChoice::new("status", tr!(common.status), statuses);
    view! {
        <Page title=tr!(products.title) lead=tr!(products.lead) actions=create>
            <Filters query search=true choices=vec![statuses] />
            <Load resource=list view={move |page: Part<Product>| {
                match (page.items.is_empty(), query.with_untracked(ListQuery::is_filtered)) {
                    (true, true) => view! { <NoMatch /> }.into_any(),
                    (true, false) => view! {
                        <Empty title=tr!(products.none) text=tr!(products.none_text)>{create()}</Empty>
                    }.into_any(),
                    _ => view! { <List products=page.items /> <Pagination next=page.next_cursor /> }.into_any(),
                }
            }} />
        </Page>
    }
}

#[component]
fn List(products: Vec<Product>) -> impl IntoView {
    let heads = vec![
        tr!(products.product),
        tr!(common.status),
        tr!(services.version),
        tr!(nav.services),
        tr!(products.plans),
        tr!(common.changed),
    ];
    let rows = products.into_iter().map(|p| {
        view! {
            <tr>
                <Cell head=tr!(products.product)>
                    <a href=at(&format!("/products/{}", p.id))>{p.spec.title}</a>
                    <span class="sub mono">{p.spec.name}</span>
                </Cell>
                <Cell head=tr!(common.status)>{p.spec.status.badge()}</Cell>
                <Cell head=tr!(services.version)>{p.spec.product_version}</Cell>
                <Cell head=tr!(nav.services) number=true>{p.spec.api_services.len()}</Cell>
                <Cell head=tr!(products.plans) number=true>{p.plans.len()}</Cell>
                <Cell head=tr!(common.changed)><When at=p.updated_at /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <div class="list-box"><Table label=tr!(products.title) heads numbers=&[3, 4]>{rows}</Table></div> }
}
