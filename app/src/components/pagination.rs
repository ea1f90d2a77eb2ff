//! Lists are read forward by keyset; the browser's own "back" goes back.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{i18n::tr, path::query_string};

/// Links to the first and to the next page, under the same filters; nothing where one page holds all.
#[component]
pub fn Pagination(
    next: Option<String>,
    /// Holds the cursor in the address; a page with several lists has one for each.
    #[prop(default = "cursor")]
    name: &'static str,
) -> impl IntoView {
    let query = use_query_map();
    let to = move |cursor: &str| {
        query.with(|query| {
            let all = query.latest_values().map(|(name, value)| (name.as_ref(), value));
            query_string(all.filter(|(other, _)| *other != name).chain([(name, cursor)]))
        })
    };
    let next = next.map(|cursor| {
        view! { <a class="btn btn-sm" rel="next" href=move || to(&cursor)>{tr!(common.next_page)}</a> }
    });
    let first = move || {
        query
            .with(|query| query.get_str(name).is_some_and(|cursor| !cursor.is_empty()))
            .then(|| view! { <a class="btn btn-sm" href=to("")>{tr!(common.first_page)}</a> })
    };
    view! { <nav class="pages" aria-label=tr!(common.pages)>{first} {next}</nav> }
}
