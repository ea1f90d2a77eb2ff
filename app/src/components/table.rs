//! Tables that become stacked cards on a phone: each cell knows its column's title.

use leptos::prelude::*;

use crate::i18n::tr;

/// A table; `heads` are the column titles, children are `<tr>`s of [`Cell`]s.
#[component]
pub fn Table(
    /// What it lists, for screen readers.
    #[prop(into)]
    label: String,
    heads: Vec<&'static str>,
    /// Which columns, counted from 0, hold numbers: their titles stand where the numbers end.
    #[prop(optional)]
    numbers: &'static [usize],
    children: Children,
) -> impl IntoView {
    let head = |(at, head): (usize, &'static str)| match head {
        // A column of buttons needs a title only for those who cannot see what it holds.
        "" => view! { <th scope="col"><span class="sr-only">{tr!(common.actions)}</span></th> }.into_any(),
        head => view! { <th scope="col" class:number=numbers.contains(&at)>{head}</th> }.into_any(),
    };
    let heads = heads.into_iter().enumerate().map(head).collect_view();
    view! {
        <table class="list">
            <caption class="sr-only">{label}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{children()}</tbody>
        </table>
    }
}

/// One cell; `head` repeats its column's title where there is no header row.
#[component]
pub fn Cell(
    head: &'static str,
    /// Numbers align at their ends.
    #[prop(optional)]
    number: bool,
    /// Nothing to say here: a card of the phone leaves the line out.
    #[prop(optional)]
    blank: bool,
    children: Children,
) -> impl IntoView {
    view! { <td data-head=head class:number=number class:blank=blank><div>{children()}</div></td> }
}
