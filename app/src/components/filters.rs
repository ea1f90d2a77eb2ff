//! What narrows a list down. The state is in the address, so that it can be kept, sent and gone back to;
//! a plain GET form puts it there.

use domain::labels::Labels;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{Choice, Empty, Icon, IconName};
use crate::{api::list_query::ListQuery, i18n::tr, path::query_string};

/// The list's filters and cursor in the page's address.
pub fn list_query() -> Memo<ListQuery> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            ListQuery {
                search: text("search"),
                status: text("status"),
                labels: text("labels"),
                cluster: text("cluster"),
                environment: text("environment"),
                cursor: text("cursor"),
            }
        })
    })
}

/// One list to choose from, with a choice for "any" before it.
#[derive(Debug, Clone)]
pub struct FilterChoice {
    /// As in the address.
    pub name: &'static str,
    /// As read.
    pub label: &'static str,
    /// What there is to choose.
    pub choices: Vec<Choice>,
}

impl FilterChoice {
    /// A choice among `values`, each with its words.
    pub fn new<T: ToString>(
        name: &'static str,
        label: &'static str,
        values: impl IntoIterator<Item = (T, String)>,
    ) -> Self {
        let choices = values.into_iter().map(|(value, words)| Choice::new(value, words, false)).collect();
        Self { name, label, choices }
    }
}

/// The form above a list. It stays while the list below it loads again.
#[component]
pub fn Filters(
    query: Memo<ListQuery>,
    /// Whether the list can be searched by name.
    #[prop(optional)]
    search: bool,
    #[prop(optional)] choices: Vec<FilterChoice>,
) -> impl IntoView {
    let shown = move || {
        let query = query.get();
        let chosen = |name: &str| {
            let filters = query.filters();
            filters.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()).unwrap_or_default()
        };
        let selects = choices.clone().into_iter().map(|filter| select(&filter, &chosen(filter.name)));
        let selects = selects.collect_view();
        let clear = query.is_filtered().then(|| {
            view! { <a class="btn btn-ghost btn-sm" href="?">{tr!(filters.clear)}</a> }
        });
        let searching = search.then(|| {
            view! {
                <input
                    type="search" class="input input-sm filter-text" name="search" value=query.search.clone()
                    placeholder=tr!(filters.search) aria-label=tr!(filters.search)
                />
            }
        });
        view! {
            <form method="get" class="filters" role="search">
                {searching}
                {selects}
                <input
                    class="input input-sm filter-text" name="labels" value=query.labels.clone()
                    placeholder=tr!(filters.labels) aria-label=tr!(filters.labels) spellcheck="false"
                />
                <button type="submit" class="btn btn-sm">{tr!(filters.apply)}</button>
                {clear}
            </form>
        }
    };
    view! { {shown} }
}

fn select(filter: &FilterChoice, chosen: &str) -> impl IntoView + use<> {
    let options = filter.choices.iter().map(|c| {
        let selected = c.value == chosen;
        view! { <option value=c.value.clone() selected=selected>{c.label.clone()}</option> }
    });
    let options = options.collect_view();
    view! {
        <select class="select select-sm" name=filter.name aria-label=filter.label>
            <option value="">{format!("{}: {}", filter.label, tr!(filters.any))}</option>
            {options}
        </select>
    }
}

/// Labels of one thing; each leads to everything in `list` that carries it.
#[component]
pub fn LabelChips(labels: Labels, #[prop(into)] list: String) -> impl IntoView {
    if labels.is_empty() {
        return view! { <span class="quiet">{tr!(common.none)}</span> }.into_any();
    }
    let chips = labels.into_iter().map(|(key, value)| {
        let label = format!("{key}={value}");
        // The filter separates labels by commas.
        if label.contains(',') {
            return view! { <span class="tag">{label}</span> }.into_any();
        }
        let href = format!("{list}{}", query_string([("labels", label.as_str())]));
        view! { <a class="tag tag-link" href=href title=tr!(filters.same_label)>{label}</a> }.into_any()
    });
    view! { <span class="tags">{chips.collect_view()}</span> }.into_any()
}

/// Nothing is left after filtering.
#[component]
pub fn NoMatch() -> impl IntoView {
    view! { <Empty title=tr!(common.no_match) text=tr!(common.no_match_text) /> }
}

/// A list that leaves entries out says so.
#[component]
pub fn Cut(#[prop(into)] text: String) -> impl IntoView {
    view! { <p class="cut"><Icon name=IconName::Warning />{text}</p> }
}
