//! The tenant's publishes.

use domain::{
    page::Page as Part,
    product_publish::{ProductPublish, PublishStatus},
};
use leptos::prelude::*;

use super::{at, changes, may_edit, tenant};
use crate::{
    api::product_publish::list_publishes,
    components::{Cell, Empty, Load, Page, Pagination, Table, When, cursor},
    i18n::tr,
    words::{Status as _, Words as _},
};

/// A table of publishes; statuses change while one looks.
#[component]
pub fn PublishList() -> impl IntoView {
    let (changes, cursor, tenant) = (changes(""), cursor(), tenant());
    let list = Resource::new(
        move || (changes.get(), tenant.clone(), cursor.get()),
        |(_, tenant, cursor)| list_publishes(tenant, cursor),
    );
    let create = || {
        may_edit().then(
            || view! { <a class="btn btn-primary btn-sm" href=at("/publishes/new")>{tr!(publishes.new)}</a> },
        )
    };
    view! {
        <Page title=tr!(publishes.title) lead=tr!(publishes.lead) actions=create>
            <Load resource=list view={move |page: Part<ProductPublish>| {
                if page.items.is_empty() {
                    view! { <Empty title=tr!(publishes.none) text=tr!(publishes.none_text)>{create()}</Empty> }.into_any()
                } else {
                    view! {
                        <div class="list-box"><Publishes publishes=page.items /></div>
                        <Pagination next=page.next_cursor />
                    }
                    .into_any()
                }
            }} />
        </Page>
    }
}

/// The table alone.
#[component]
pub fn Publishes(publishes: Vec<ProductPublish>) -> impl IntoView {
    let heads = vec![
        tr!(products.product),
        tr!(common.status),
        tr!(publishes.cluster),
        tr!(publishes.environment),
        tr!(publishes.address),
        tr!(common.changed),
    ];
    let rows = publishes.into_iter().map(|p| {
        // A draft continues where it can be changed.
        let end = if p.status == PublishStatus::Draft { "/edit/place" } else { "" };
        let address = p.spec.hostnames.first().map(|host| format!("{host}{}", p.spec.base_path));
        view! {
            <tr>
                <Cell head=tr!(products.product)><a href=at(&format!("/publishes/{}{end}", p.id))>{p.names.product}</a></Cell>
                <Cell head=tr!(common.status)>{p.status.badge()}</Cell>
                <Cell head=tr!(publishes.cluster)>{p.names.cluster}</Cell>
                <Cell head=tr!(publishes.environment)>{p.spec.environment.words()}</Cell>
                <Cell head=tr!(publishes.address)><code>{address}</code></Cell>
                <Cell head=tr!(common.changed)><When at=p.updated_at /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(publishes.title) heads>{rows}</Table> }
}
