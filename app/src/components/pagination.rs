//! Lists are read forward by keyset; the browser's own "back" goes back.

use leptos::prelude::*;

use super::list_query;
use crate::{i18n::tr, path::query_string};

/// Links to the first and to the next page, under the same filters; nothing where one page holds all.
#[component]
pub fn Pagination(next: Option<String>) -> impl IntoView {
    let here = list_query();
    let to = move |cursor: &str| {
        here.with(|query| query_string(query.filters().into_iter().chain([("cursor", cursor)])))
    };
    let next = next.map(|cursor| {
        view! { <a class="btn btn-sm" rel="next" href=move || to(&cursor)>{tr!(common.next_page)}</a> }
    });
    let first = move || {
        (!here.with(|query| query.cursor.is_empty()))
            .then(|| view! { <a class="btn btn-sm" href=to("")>{tr!(common.first_page)}</a> })
    };
    view! { <nav class="pages" aria-label=tr!(common.pages)>{first} {next}</nav> }
}
