//! One page: where it is, what it is, what can be done, and its parts.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::tr;

/// A page above this one.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
}

impl Crumb {
    /// A page above this one.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { title: title.into(), href: href.into() }
    }
}

/// Breadcrumbs, title, actions, and what the page is about.
#[component]
pub fn Page(
    #[prop(into)] title: String,
    /// One sentence below the title.
    #[prop(optional, into)]
    lead: String,
    #[prop(optional)] crumbs: Vec<Crumb>,
    /// Buttons beside the title.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    let trail = (!crumbs.is_empty()).then(|| {
        let links =
            crumbs.into_iter().map(|c| view! { <li><a href=c.href>{c.title}</a></li> }).collect_view();
        view! { <nav class="crumbs" aria-label=tr!(common.breadcrumbs)><ol>{links}</ol></nav> }
    });
    view! {
        <Title text=title.clone() />
        <div class="page">
            {trail}
            <header class="page-head">
                <div>
                    <h1>{title}</h1>
                    {(!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> })}
                </div>
                <div class="actions">{actions.run()}</div>
            </header>
            {children()}
        </div>
    }
}

/// A part of a page, in a card.
#[component]
pub fn Section(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: String,
    #[prop(optional, into)] actions: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel">
            <header class="panel-head">
                <div>
                    <h2>{title}</h2>
                    {(!lead.is_empty()).then(|| view! { <p class="quiet">{lead}</p> })}
                </div>
                <div class="actions">{actions.run()}</div>
            </header>
            {children()}
        </section>
    }
}
