//! The tenant's products.

use domain::{page::Page as Part, product::Product};
use leptos::prelude::*;

use super::{at, may_edit, tenant};
use crate::{
    api::product::list_products,
    components::{Cell, Empty, Load, Page, Pagination, Table, When, cursor},
    i18n::tr,
    words::Status as _,
};

/// A table of products.
#[component]
pub fn ProductList() -> impl IntoView {
    let (cursor, tenant) = (cursor(), tenant());
    let list = Resource::new(
        move || (tenant.clone(), cursor.get()),
        |(tenant, cursor)| list_products(tenant, cursor),
    );
    let create = || {
        may_edit().then(
            || view! { <a class="btn btn-primary btn-sm" href=at("/products/new")>{tr!(products.new)}</a> },
        )
    };
    view! {
        <Page title=tr!(products.title) lead=tr!(products.lead) actions=create>
            <Load resource=list view={move |page: Part<Product>| {
                if page.items.is_empty() {
                    view! { <Empty title=tr!(products.none) text=tr!(products.none_text)>{create()}</Empty> }.into_any()
                } else {
                    view! { <List products=page.items /> <Pagination next=page.next_cursor /> }.into_any()
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
    view! { <div class="list-box"><Table label=tr!(products.title) heads>{rows}</Table></div> }
}
