//! The provider portal: who describes APIs and publishes them. One page per file.

pub mod backend_edit;
mod backend_fields;
pub mod gateway_detail;
pub mod gateway_edit;
pub mod gateway_list;
pub mod gateway_new;
mod listener_fields;
pub mod overview;
pub mod pages;
pub mod plan_edit;
pub mod policy_edit;
mod policy_fields;
pub mod product_detail;
pub mod product_edit;
mod product_fields;
pub mod product_list;
pub mod product_new;
pub mod publish_access;
pub mod publish_detail;
mod publish_diff;
mod publish_items;
pub mod publish_list;
pub mod publish_place;
pub mod publish_review;
pub mod publish_services;
pub mod publish_start;
mod publish_state;
pub mod route_edit;
mod route_fields;
pub mod service_backends;
pub mod service_edit;
mod service_fields;
mod service_frame;
pub mod service_list;
pub mod service_new;
pub mod service_overview;
pub mod service_policies;
pub mod service_routes;
mod wizard;

use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};

use crate::{
    components::{Frame, IconName, NavItem},
    i18n::tr,
    not_found::NotFound,
    path::param,
    session,
};

/// The portal's frame; for everybody else there is no such portal.
#[component]
pub fn Provider() -> impl IntoView {
    let slug = tenant();
    let mine = session::me().and_then(|me| me.tenants.into_iter().find(|t| t.is_provider && t.slug == slug));
    let Some(mine) = mine else { return view! { <NotFound /> }.into_any() };
    let overview = NavItem { exact: true, ..NavItem::new(tr!(nav.overview), at(""), IconName::Overview) };
    let items = vec![
        overview,
        NavItem::new(tr!(nav.services), at("/api-services"), IconName::Api),
        NavItem::new(tr!(nav.gateways), at("/gateways"), IconName::Gateway),
        NavItem::new(tr!(nav.products), at("/products"), IconName::Product),
        NavItem::new(tr!(nav.publishes), at("/publishes"), IconName::Publish),
    ];
    view! { <Frame title=mine.name items><Outlet /></Frame> }.into_any()
}

/// `/provider`: the portal of the visitor's first tenant that offers APIs; for everybody else there is no
/// such portal.
#[component]
pub fn Start() -> impl IntoView {
    let first = session::me().and_then(|me| me.provider_tenants().next().map(|t| t.slug.clone()));
    match first {
        Some(slug) => view! { <Redirect path=format!("/provider/{slug}") /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

/// The tenant in the page's address.
fn tenant() -> String {
    param("tenant")
}

/// A page of the tenant's portal: `at("/products")`.
fn at(path: &str) -> String {
    format!("/provider/{}{path}", tenant())
}

/// Whether the visitor may change things in this tenant.
fn may_edit() -> bool {
    let tenant = tenant();
    session::me().is_some_and(|me| me.may_edit(&tenant))
}

/// The name of a part; it leads to its form for those who may change it.
fn part_link(name: String, href: String) -> AnyView {
    match may_edit() {
        true => view! { <a href=href>{name}</a> }.into_any(),
        false => view! { <strong>{name}</strong> }.into_any(),
    }
}

/// Where this portal listens for changes of a publish (of all of them, if empty) and of agents.
fn changes(publish: &str) -> Memo<u32> {
    let topics = vec![format!("publish {publish}"), "fleet".to_owned()];
    crate::live::changes(format!("/events/provider/{}", tenant()), topics)
}
