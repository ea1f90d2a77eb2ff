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
pub mod error;
pub mod flash;
pub mod i18n;
pub mod live;
pub mod not_found;
pub mod preferences;
#[cfg(feature = "ssr")]
pub mod server_context;
pub mod session;

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{not_found::NotFound, preferences::Preferences};

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let Preferences { locale, theme } = Preferences::current();
    let hydration = options.clone();
    view! {
        <!DOCTYPE html>
        <html lang=locale.to_string() data-theme=theme.data_theme()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options />
                <AutoReload options=hydration.clone() />
                <HydrationScripts options=hydration />
                <MetaTags />
            </head>
            <body data-nonce=use_nonce().map(|_| "")><App /></body>
        </html>
    }
}

/// The site map.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    live::provide_live();
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
            <Route path=path!("/login") view=account::login::Login ssr=SsrMode::Async />
        </Routes>
    }
}
