//! Reading the page's address.

use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    location::Url,
};

/// A part of the path. A link between two pages of one route has to load the page anew
/// (`rel="external"`): this is read once.
pub fn param(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name)).unwrap_or_default()
}

/// A parameter of the query, empty when it is absent. It changes while one looks: a link within a list
/// changes nothing but the query.
pub fn query(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name)).unwrap_or_default())
}

/// A parameter of the query, read once: for forms, which load a new page.
pub fn query_once(name: &str) -> String {
    use_query_map().with_untracked(|query| query.get(name)).unwrap_or_default()
}

/// The query of a link: `?` and the pairs that have a value.
pub fn query_string<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pair = |(name, value): (&str, &str)| format!("{name}={}", Url::escape(value));
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(pair).collect::<Vec<_>>();
    format!("?{}", pairs.join("&"))
}
