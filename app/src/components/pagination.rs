//! Lists are read forward by keyset; the browser's own "back" goes back.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::i18n::tr;

/// The cursor in the page's address; empty on the first page.
pub fn cursor() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| q.get("cursor")).unwrap_or_default())
}

/// Links to the first and to the next page; nothing where one page holds all.
#[component]
pub fn Pagination(next: Option<String>) -> impl IntoView {
    let here = cursor();
    let next = next.map(|cursor| {
        view! { <a class="btn btn-sm" rel="next" href=format!("?cursor={cursor}")>{tr!(common.next_page)}</a> }
    });
    let first = move || {
        (!here.get().is_empty())
            .then(|| view! { <a class="btn btn-sm" href="?">{tr!(common.first_page)}</a> })
    };
    view! { <nav class="pages" aria-label=tr!(common.pages)>{first} {next}</nav> }
}
