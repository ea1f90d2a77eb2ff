//! What people see: the three portals, rendered on the server and hydrated in the browser.
//!
//! A page is a file in `account`, `operator` or `provider`; its server functions are in
//! `api/<noun>.rs`; every text is in `locales`. A new page needs a line in [`App`] and, where it is
//! an entry of a portal, one in that portal's `nav`.
#![recursion_limit = "512"]
#![expect(unreachable_pub, reason = "what the component macro generates is public")]

pub mod account;
pub mod api;
pub mod components;
mod document;
pub mod error;
#[cfg(feature = "ssr")]
pub mod error_page;
pub mod flash;
pub mod i18n;
pub mod live;
pub mod not_found;
pub mod operator;
mod path;
pub mod preferences;
pub mod provider;
#[cfg(feature = "ssr")]
pub mod server_context;
pub mod session;
pub mod words;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    MatchNestedRoutes, SsrMode,
    any_nested_route::IntoAnyNestedRoute as _,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{document::Head, not_found::NotFound, preferences::Preferences};

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let Preferences { locale, theme } = Preferences::current();
    let hydration = options.clone();
    view! {
        <!DOCTYPE html>
        <html lang=locale.to_string() data-theme=theme.data_theme()>
            <head>
                <Head options />
                <AutoReload options=hydration.clone() />
                <HydrationScripts options=hydration />
                <MetaTags />
            </head>
            <body><App /></body>
        </html>
    }
}

/// The site map.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    live::provide_live();
    mark_hydrated();
    view! {
        <Title formatter=|title: String| format!("{title} · Imp-Gateway") />
        <Router>
            <Site />
        </Router>
    }
}

/// Lets tests and styles know that the page answers clicks.
fn mark_hydrated() {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| {
        if let Some(root) = document().document_element() {
            // Only a detached document could refuse.
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}

/// Everything that needs to know the address.
#[component]
fn Site() -> impl IntoView {
    session::provide_session();
    view! {
        <Routes fallback=NotFound>
            <Route path=path!("/") view=account::home::Home ssr=SsrMode::Async />
            <Route path=path!("/login") view=account::login::Login ssr=SsrMode::Async />
            <Route path=path!("/setup") view=account::setup::Setup ssr=SsrMode::Async />
            <Route path=path!("/account") view=account::profile::Account ssr=SsrMode::Async />
            <Route path=path!("/provider") view=provider::Start ssr=SsrMode::Async />
            <OperatorPages />
            <ProviderPages />
            <ServicePages />
            <PublishPages />
        </Routes>
    }
}

/// `/operator`.
#[component(transparent)]
fn OperatorPages() -> impl MatchNestedRoutes + Clone {
    use operator::{Operator, cluster_detail, cluster_edit, cluster_list, cluster_new};
    view! {
        <ParentRoute path=path!("/operator") view=Operator ssr=SsrMode::Async>
            <Route path=path!("") view=operator::Start ssr=SsrMode::Async />
            <Route path=path!("clusters") view=cluster_list::ClusterList ssr=SsrMode::Async />
            <Route path=path!("clusters/new") view=cluster_new::ClusterNew ssr=SsrMode::Async />
            <Route path=path!("clusters/:cluster") view=cluster_detail::ClusterDetail ssr=SsrMode::Async />
            <Route path=path!("clusters/:cluster/edit") view=cluster_edit::ClusterEdit ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// `/provider/{tenant}` without the pages of one service and of one publish.
#[component(transparent)]
fn ProviderPages() -> impl MatchNestedRoutes + Clone {
    use provider::{
        Provider, gateway_detail, gateway_edit, gateway_list, gateway_new, overview, plan_edit,
        product_detail, product_edit, product_list, product_new, service_list, service_new,
    };
    view! {
        <ParentRoute path=path!("/provider/:tenant") view=Provider ssr=SsrMode::Async>
            <Route path=path!("") view=overview::Overview ssr=SsrMode::Async />
            <Route path=path!("api-services") view=service_list::ServiceList ssr=SsrMode::Async />
            <Route path=path!("api-services/new") view=service_new::ServiceNew ssr=SsrMode::Async />
            <Route path=path!("gateways") view=gateway_list::GatewayList ssr=SsrMode::Async />
            <Route path=path!("gateways/new") view=gateway_new::GatewayNew ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway") view=gateway_detail::GatewayDetail ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway/edit") view=gateway_edit::GatewayEdit ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway/new-listener") view=gateway_edit::ListenerEdit ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway/listeners/:part") view=gateway_edit::ListenerEdit ssr=SsrMode::Async />
            <Route path=path!("products") view=product_list::ProductList ssr=SsrMode::Async />
            <Route path=path!("products/new") view=product_new::ProductNew ssr=SsrMode::Async />
            <Route path=path!("products/:product") view=product_detail::ProductDetail ssr=SsrMode::Async />
            <Route path=path!("products/:product/edit") view=product_edit::ProductEdit ssr=SsrMode::Async />
            <Route path=path!("products/:product/plans/new") view=plan_edit::PlanNew ssr=SsrMode::Async />
            <Route path=path!("products/:product/plans/:plan") view=plan_edit::PlanEdit ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// `/provider/{tenant}/api-services/{service}`.
#[component(transparent)]
fn ServicePages() -> impl MatchNestedRoutes + Clone {
    use provider::{
        Provider, backend_edit::BackendEdit, policy_edit::PolicyEdit, route_edit::RouteEdit,
        service_backends, service_edit, service_overview, service_policies, service_routes,
    };
    view! {
        <ParentRoute path=path!("/provider/:tenant/api-services/:service") view=Provider ssr=SsrMode::Async>
            <Route path=path!("") view=service_overview::ServiceOverview ssr=SsrMode::Async />
            <Route path=path!("edit") view=service_edit::ServiceEdit ssr=SsrMode::Async />
            <Route path=path!("routes") view=service_routes::ServiceRoutes ssr=SsrMode::Async />
            <Route path=path!("new-route") view=RouteEdit ssr=SsrMode::Async />
            <Route path=path!("routes/:part") view=RouteEdit ssr=SsrMode::Async />
            <Route path=path!("backends") view=service_backends::ServiceBackends ssr=SsrMode::Async />
            <Route path=path!("new-backend") view=BackendEdit ssr=SsrMode::Async />
            <Route path=path!("backends/:part") view=BackendEdit ssr=SsrMode::Async />
            <Route path=path!("policies") view=service_policies::ServicePolicies ssr=SsrMode::Async />
            <Route path=path!("new-policy/:kind") view=PolicyEdit ssr=SsrMode::Async />
            <Route path=path!("policies/:part") view=PolicyEdit ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// `/provider/{tenant}/publishes`.
#[component(transparent)]
fn PublishPages() -> impl MatchNestedRoutes + Clone {
    use provider::{
        Provider, publish_access, publish_detail, publish_list, publish_place, publish_review,
        publish_services, publish_start,
    };
    view! {
        <ParentRoute path=path!("/provider/:tenant/publishes") view=Provider ssr=SsrMode::Async>
            <Route path=path!("") view=publish_list::PublishList ssr=SsrMode::Async />
            <Route path=path!("new") view=publish_start::PublishStart ssr=SsrMode::Async />
            <Route path=path!(":publish") view=publish_detail::PublishDetail ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/start") view=publish_start::PublishRestart ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/place") view=publish_place::PublishPlace ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/services") view=publish_services::PublishServices ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/access") view=publish_access::PublishAccess ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/review") view=publish_review::PublishReview ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}
