//! What is known about one thing, as names and values.

use leptos::prelude::*;

use crate::i18n::tr;

/// A list of [`Fact`]s.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One name and its value.
#[component]
pub fn Fact(#[prop(into)] name: String, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// A value that may be missing: then it says so.
pub fn or_none(value: impl Into<Option<String>>) -> AnyView {
    match value.into().filter(|text| !text.is_empty()) {
        Some(text) => text.into_any(),
        None => view! { <span class="quiet">{tr!(common.none)}</span> }.into_any(),
    }
}
