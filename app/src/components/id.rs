//! Ids as people read them: short, with the whole one a click away.

use leptos::prelude::*;

use super::{Icon, IconName, clipboard};
use crate::i18n::tr;

/// A button that copies a text, and says so once it is copied. Without scripts it is not there: the
/// text can be selected.
#[component]
pub fn CopyButton(text: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        clipboard::copy(&text, move || {
            copied.set(true);
            set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
        });
    };
    let label = move || if copied.get() { tr!(common.copied) } else { tr!(common.copy) };
    view! {
        <button type="button" class="copy" on:click=copy aria-label=label title=label>
            {move || view! { <Icon name=if copied.get() { IconName::Check } else { IconName::Copy } /> }}
        </button>
    }
}

/// The first and last digits of an id, with a button that copies all of it.
#[component]
pub fn ShortId(#[prop(into)] id: String) -> impl IntoView {
    let short = match (id.get(..8), id.get(id.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if id.len() > 16 => format!("{head}…{tail}"),
        _ => id.clone(),
    };
    view! {
        <span class="short-id"><code title=id.clone()>{short}</code><CopyButton text=id /></span>
    }
}

/// Who did something: a person, and below the access token that acted for them.
#[component]
pub fn Actor(#[prop(into)] name: String) -> impl IntoView {
    match name.strip_suffix(')').and_then(|name| name.split_once(" (")) {
        Some((person, token)) => {
            let (person, token) = (person.to_owned(), token.to_owned());
            view! { {person} <span class="sub"><ShortId id=token /></span> }.into_any()
        }
        None => name.into_any(),
    }
}

/// The id of a request that failed, to be quoted.
#[component]
pub fn RequestId(id: String) -> impl IntoView {
    (!id.is_empty()).then(|| {
        view! {
            <p class="quiet">
                {tr!(error.request_id, id = "")}
                <span class="short-id"><code>{id.clone()}</code><CopyButton text=id /></span>
            </p>
        }
    })
}

/// Addresses below each other, each with a button that copies it.
#[component]
pub fn Addresses(addresses: Vec<String>) -> impl IntoView {
    let lines = addresses.into_iter().map(|address| {
        view! { <span class="address"><code>{address.clone()}</code><CopyButton text=address /></span> }
    });
    lines.collect_view()
}
