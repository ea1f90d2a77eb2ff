//! Fields for text. Each has a label, a hint, and room for why it was refused.

use leptos::prelude::*;

use super::FormState;

/// Label above, hint and error below a control; the control names them by `aria-describedby`.
#[component]
pub(super) fn Around(
    name: &'static str,
    label: String,
    hint: Option<&'static str>,
    error: Option<String>,
    children: Children,
) -> impl IntoView {
    let refused = error.is_some();
    view! {
        <div class="field" class:field-refused=refused>
            <label for=id(name)>{label}</label>
            {children()}
            <Notes name hint error />
        </div>
    }
}

/// Hint and error.
#[component]
pub(super) fn Notes(name: &'static str, hint: Option<&'static str>, error: Option<String>) -> impl IntoView {
    view! {
        {hint.map(|hint| view! { <p class="hint" id=hint_id(name)>{hint}</p> })}
        {error.map(|error| view! { <p class="refusal" id=error_id(name)>{error}</p> })}
    }
}

pub(super) fn id(name: &str) -> String {
    format!("f-{name}")
}

fn hint_id(name: &str) -> String {
    format!("f-{name}-hint")
}

fn error_id(name: &str) -> String {
    format!("f-{name}-error")
}

/// What describes a control.
pub(super) fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    let ids: Vec<_> =
        [error.then(|| error_id(name)), hint.then(|| hint_id(name))].into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// One line of text.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    /// What it holds before anything is typed.
    #[prop(optional, into)]
    value: String,
    #[prop(optional)] hint: Option<&'static str>,
    /// `text`, `email`, `password`, `number`, `date`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] placeholder: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] required: bool,
    /// A name or a path rather than prose.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let state = FormState::current();
    let error = state.error(name);
    let value = if kind == "password" { String::new() } else { state.value(name, &value) };
    let described = described_by(name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let spellcheck = (mono || kind != "text").then_some("false");
    view! {
        <Around name label hint error>
            <input
                class="input" class:mono=mono id=id(name) name=name type=kind value=value required=required
                placeholder=placeholder autocomplete=autocomplete spellcheck=spellcheck
                aria-invalid=invalid aria-describedby=described
            />
        </Around>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] placeholder: &'static str,
    #[prop(default = 3)] rows: u8,
    /// One entry per line rather than prose.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let state = FormState::current();
    let error = state.error(name);
    let described = described_by(name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    view! {
        <Around name label hint error>
            <textarea
                class="textarea" class:mono=mono id=id(name) name=name rows=rows placeholder=placeholder
                spellcheck=mono.then_some("false") aria-invalid=invalid aria-describedby=described
            >{state.value(name, &value)}</textarea>
        </Around>
    }
}
