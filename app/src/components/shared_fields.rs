//! Groups of fields that several forms have.

use leptos::prelude::*;

use super::{Choice, FormState, Icon, IconName, Select, TextArea, TextField};
use crate::i18n::tr;

/// Fields that few need, folded away until one of them holds something or was refused.
#[component]
pub fn Fold(
    #[prop(into)] title: String,
    /// Whether what is stored needs them.
    open: bool,
    /// Names of the fields within.
    fields: &'static [&'static str],
    children: Children,
) -> impl IntoView {
    let open = open || FormState::current().concerns(fields);
    view! {
        <details class="fold" open=open>
            <summary><Icon name=IconName::Chevron />{title}</summary>
            <div class="form">{children()}</div>
        </details>
    }
}

/// Headers to set, add and remove; `texts` are what the three areas hold.
#[component]
pub fn HeaderFields(prefix: &'static str, #[prop(into)] title: String, texts: [String; 3]) -> impl IntoView {
    let [set, add, remove] = texts;
    view! {
        <fieldset class="field">
            <legend>{title}</legend>
            <div class="columns-3">
                <TextArea
                    name=format!("{prefix}_set") label=tr!(headers.set) value=set hint=tr!(headers.hint) mono=true
                    placeholder=tr!(samples.header)
                />
                <TextArea
                    name=format!("{prefix}_add") label=tr!(headers.add) value=add hint=tr!(headers.hint) mono=true
                    placeholder=tr!(samples.header)
                />
                <TextArea
                    name=format!("{prefix}_remove") label=tr!(headers.remove) value=remove hint=tr!(headers.remove_hint)
                    mono=true placeholder="x-internal"
                />
            </div>
        </fieldset>
    }
}

/// A new path and which part of the old one it replaces.
#[component]
pub fn PathFields(prefix: &'static str, kind: String, value: String) -> impl IntoView {
    let kinds = vec![
        Choice::new("prefix", tr!(path_rewrite.prefix), kind != "full"),
        Choice::new("full", tr!(path_rewrite.full), kind == "full"),
    ];
    view! {
        <div class="columns">
            <Select name=format!("{prefix}_kind") label=tr!(path_rewrite.kind) choices=kinds />
            <TextField
                name=format!("{prefix}_value") label=tr!(path_rewrite.value) value hint=tr!(path_rewrite.hint) mono=true
                placeholder="/v1"
            />
        </div>
    }
}
