//! The frame around pages: a sidebar that becomes a top menu on a phone, without scripts.

use leptos::prelude::*;

use super::{Icon, IconName, LiveMark, NavItem, PreferencesForm, Toast, UserMenu};
use crate::i18n::tr;

/// A portal's frame.
#[component]
pub fn Frame(
    /// Which portal, and which tenant.
    #[prop(into)]
    title: String,
    items: Vec<NavItem>,
    children: Children,
) -> impl IntoView {
    let again = (title.clone(), items.clone());
    view! {
        <a class="skip" href="#main" rel="external">{tr!(nav.skip)}</a>
        <div class="frame">
            <header class="topbar">
                <details class="topbar-menu">
                    <summary class="btn btn-ghost btn-sm"><Icon name=IconName::Menu /> {tr!(nav.menu)}</summary>
                    <div class="topbar-sheet"><Side title=again.0 items=again.1 label=tr!(nav.menu) /></div>
                </details>
                <Brand />
                <LiveMark />
            </header>
            <aside class="sidebar" aria-label=tr!(nav.sidebar)>
                <div class="sidebar-head"><Brand /><LiveMark /></div>
                <Side title items label=tr!(nav.main) />
            </aside>
            <main id="main" tabindex="-1">{children()}</main>
        </div>
        <Toast />
    }
}

/// What both the sidebar and the phone's menu hold.
#[component]
fn Side(title: String, items: Vec<NavItem>, label: &'static str) -> impl IntoView {
    view! {
        <UserMenu title />
        <nav aria-label=label><ul class="nav">{items.into_iter().map(NavItem::view).collect_view()}</ul></nav>
        <div class="sidebar-foot"><ApiReference /><PreferencesForm /></div>
    }
}

/// The API explorer, which is no page of the portals.
#[component]
fn ApiReference() -> impl IntoView {
    view! { <a class="foot-link" href="/docs/" rel="external">{tr!(nav.api_reference)}</a> }
}

/// The product's name.
#[component]
fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/" rel="external">
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <path d="M4 20V11a8 8 0 0 1 16 0v9M4 20h4v-8a4 4 0 0 1 8 0v8h4" />
            </svg>
            <span>"Imp-Gateway"</span>
        </a>
    }
}

/// The frame of pages without a sidebar: signing in, first steps, not found.
#[component]
pub fn Plain(children: Children) -> impl IntoView {
    view! {
        <div class="plain">
            <header><Brand /></header>
            <main id="main" tabindex="-1">{children()}</main>
            <footer><PreferencesForm /><ApiReference /></footer>
        </div>
        <Toast />
    }
}
