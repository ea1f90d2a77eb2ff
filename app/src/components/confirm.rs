//! Things that open in place without scripts, and the confirmation of what cannot be undone.

use leptos::prelude::*;

use super::{Form, FormState, TextField};
use crate::i18n::tr;

/// A button that unfolds a panel; `<details>` needs no script.
#[component]
pub fn Disclosure(
    #[prop(into)] label: String,
    /// The button's look.
    #[prop(default = "btn btn-sm")]
    class: &'static str,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    let panel = view! {
        <summary class=class>{label}</summary>
        <div class="disclosed">{children()}</div>
    };
    // A closed one does not mention it: when the page changes under its reader, what a view mentions is set anew,
    // and what the reader has opened would close.
    match open {
        true => view! { <details class="disclosure" open>{panel}</details> },
        false => view! { <details class="disclosure">{panel}</details> },
    }
}

/// A destructive action: says what will be affected and asks for the name (sent as `confirm`).
#[component]
pub fn Confirm(
    /// On the button that unfolds it and on the one that does it.
    #[prop(into)]
    label: String,
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    /// What has to be typed; empty where a click is enough.
    #[prop(into)]
    name: String,
    /// What will be affected.
    #[prop(into)]
    consequence: String,
) -> impl IntoView {
    let open = FormState::is_refused(action, &hidden);
    let ask = !name.is_empty();
    let again = label.clone();
    view! {
        <Disclosure label open class="btn btn-sm btn-danger">
            <Form action hidden>
                <p>{consequence}</p>
                {ask.then(|| view! {
                    <TextField name="confirm" label=tr!(common.type_name, name = name) autocomplete="off" mono=true />
                })}
                <button type="submit" class="btn btn-sm btn-error">{again}</button>
            </Form>
        </Disclosure>
    }
}
