//! What people see: the three portals, rendered on the server and hydrated in the browser.
//!
//! A page is a file in `account`, `operator` or `provider`; its server functions are in
//! `api/<noun>.rs`; every text is in `locales`. A new page needs a line in [`App`] and, where it is
//! an entry of a portal, one in that portal's `nav`.
#![recursion_limit = "512"]
#![expect(unreachable_pub, reason = "what the component macro generates is public")]

#[cfg(not(any(doc, erase_components)))]
compile_error!(
    "unset RUSTFLAGS: it replaces the flags in .cargo/config.toml, without which pages do not hydrate"
);

pub mod account;
pub mod api;
pub mod components;
mod document;
pub mod encoding;
pub mod error;
#[cfg(feature = "ssr")]
pub mod error_page;
pub mod flash;
pub mod i18n;
mod lazy;
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
    SsrMode,
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
    #[cfg(feature = "ssr")]
    provide_context(lazy::Announced::default());
    view! {
        <Title formatter=|title: String| format!("{title} · Imp-Gateway") />
        <Router>
            <Site />
        </Router>
    }
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
            <Route path=path!("/provider") view=provider::pages::Page::Start ssr=SsrMode::Async />
            <OperatorPages />
            <ProviderPages />
            <ServicePages />
            <PublishPages />
        </Routes>
    }
}

/// `/operator`.
#[component(transparent)]
fn OperatorPages() -> impl leptos_router::MatchNestedRoutes + Clone {
    use operator::pages::Page;
    view! {
        <ParentRoute path=path!("/operator") view=Page::Frame ssr=SsrMode::Async>
            <Route path=path!("") view=Page::Start ssr=SsrMode::Async />
            <Route path=path!("clusters") view=Page::ClusterList ssr=SsrMode::Async />
            <Route path=path!("clusters/new") view=Page::ClusterNew ssr=SsrMode::Async />
            <Route path=path!("clusters/:cluster") view=Page::ClusterDetail ssr=SsrMode::Async />
            <Route path=path!("clusters/:cluster/edit") view=Page::ClusterEdit ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// `/provider/{tenant}` without the pages of one service and of one publish.
#[component(transparent)]
fn ProviderPages() -> impl leptos_router::MatchNestedRoutes + Clone {
    use provider::pages::Page;
    view! {
        <ParentRoute path=path!("/provider/:tenant") view=Page::Frame ssr=SsrMode::Async>
            <Route path=path!("") view=Page::Overview ssr=SsrMode::Async />
            <Route path=path!("api-services") view=Page::ServiceList ssr=SsrMode::Async />
            <Route path=path!("api-services/new") view=Page::ServiceNew ssr=SsrMode::Async />
            <Route path=path!("gateways") view=Page::GatewayList ssr=SsrMode::Async />
            <Route path=path!("gateways/new") view=Page::GatewayNew ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway") view=Page::GatewayDetail ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway/edit") view=Page::GatewayEdit ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway/new-listener") view=Page::ListenerEdit ssr=SsrMode::Async />
            <Route path=path!("gateways/:gateway/listeners/:part") view=Page::ListenerEdit ssr=SsrMode::Async />
            <Route path=path!("products") view=Page::ProductList ssr=SsrMode::Async />
            <Route path=path!("products/new") view=Page::ProductNew ssr=SsrMode::Async />
            <Route path=path!("products/:product") view=Page::ProductDetail ssr=SsrMode::Async />
            <Route path=path!("products/:product/edit") view=Page::ProductEdit ssr=SsrMode::Async />
            <Route path=path!("products/:product/plans/new") view=Page::PlanNew ssr=SsrMode::Async />
            <Route path=path!("products/:product/plans/:plan") view=Page::PlanEdit ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// `/provider/{tenant}/api-services/{service}`.
#[component(transparent)]
fn ServicePages() -> impl leptos_router::MatchNestedRoutes + Clone {
    use provider::pages::Page;
    view! {
        <ParentRoute path=path!("/provider/:tenant/api-services/:service") view=Page::Frame ssr=SsrMode::Async>
            <Route path=path!("") view=Page::ServiceOverview ssr=SsrMode::Async />
            <Route path=path!("edit") view=Page::ServiceEdit ssr=SsrMode::Async />
            <Route path=path!("routes") view=Page::ServiceRoutes ssr=SsrMode::Async />
            <Route path=path!("new-route") view=Page::RouteEdit ssr=SsrMode::Async />
            <Route path=path!("routes/:part") view=Page::RouteEdit ssr=SsrMode::Async />
            <Route path=path!("backends") view=Page::ServiceBackends ssr=SsrMode::Async />
            <Route path=path!("new-backend") view=Page::BackendEdit ssr=SsrMode::Async />
            <Route path=path!("backends/:part") view=Page::BackendEdit ssr=SsrMode::Async />
            <Route path=path!("policies") view=Page::ServicePolicies ssr=SsrMode::Async />
            <Route path=path!("new-policy/:kind") view=Page::PolicyEdit ssr=SsrMode::Async />
            <Route path=path!("policies/:part") view=Page::PolicyEdit ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// `/provider/{tenant}/publishes`.
#[component(transparent)]
fn PublishPages() -> impl leptos_router::MatchNestedRoutes + Clone {
    use provider::pages::Page;
    view! {
        <ParentRoute path=path!("/provider/:tenant/publishes") view=Page::Frame ssr=SsrMode::Async>
            <Route path=path!("") view=Page::PublishList ssr=SsrMode::Async />
            <Route path=path!("new") view=Page::PublishStart ssr=SsrMode::Async />
            <Route path=path!(":publish") view=Page::PublishDetail ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/start") view=Page::PublishRestart ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/place") view=Page::PublishPlace ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/services") view=Page::PublishServices ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/access") view=Page::PublishAccess ssr=SsrMode::Async />
            <Route path=path!(":publish/edit/review") view=Page::PublishReview ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}
