//! Parts of one thing, each at its own address.

use leptos::prelude::*;

/// One tab.
#[derive(Debug, Clone)]
pub struct Tab {
    /// In a word or two.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// Whether it is the one that is shown.
    pub here: bool,
}

/// Links that look like tabs.
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let tabs = tabs.into_iter().map(|tab| {
        view! { <a class="tab-link" href=tab.href aria-current=tab.here.then_some("page")>{tab.title}</a> }
    });
    view! { <nav class="tab-bar" aria-label=label>{tabs.collect_view()}</nav> }
}
