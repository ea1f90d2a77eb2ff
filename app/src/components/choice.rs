//! Fields for choosing: one of a list, any of a list, yes or no.

use leptos::prelude::*;

use super::{FormState, field::About};

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Choice {
    /// As sent.
    pub value: String,
    /// As read.
    pub label: String,
    /// More about it, in smaller print.
    pub detail: String,
    /// Whether it is chosen before anything is changed.
    pub chosen: bool,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl ToString, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.to_string(), label: label.into(), detail: String::new(), chosen }
    }

    /// The same with more about it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// One of a list.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let state = FormState::current();
    let about = About::of(&state, &name, hint);
    let initial = choices.iter().find(|c| c.chosen).map(|c| c.value.clone()).unwrap_or_default();
    let chosen = state.value(&name, &initial);
    let options = choices
        .into_iter()
        .map(|c| view! { <option value=c.value.clone() selected=c.value == chosen>{c.label}</option> })
        .collect_view();
    let control = view! {
        <select
            class="select" id=about.id.clone() name=name aria-invalid=about.invalid()
            aria-describedby=about.described_by()
        >{options}</select>
    };
    about.around(label, control)
}

/// Any of a list, named with `[]` at its end: each ticked box sends the name once more. With
/// `single`, exactly one, and without the brackets.
#[component]
pub fn CheckboxGroup(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] single: bool,
    /// One below the other.
    #[prop(optional)]
    tall: bool,
) -> impl IntoView {
    let state = FormState::current();
    let about = About::of(&state, &name, hint);
    let kind = if single { "radio" } else { "checkbox" };
    let class = if single { "radio radio-sm" } else { "checkbox checkbox-sm" };
    let boxes = choices
        .into_iter()
        .map(|c| {
            let ticked = state.ticked(&name, &c.value, c.chosen);
            let detail = (!c.detail.is_empty()).then(|| view! { <span class="sub">{c.detail}</span> });
            view! {
                <label class="box">
                    <input type=kind class=class name=name.clone() value=c.value checked=ticked />
                    <span>{c.label}{detail}</span>
                </label>
            }
        })
        .collect_view();
    let (class, described) = (about.class(), about.described_by());
    view! {
        <fieldset class=class aria-describedby=described>
            <legend>{label}</legend>
            <div class=if tall { "boxes boxes-tall" } else { "boxes" }>{boxes}</div>
            {about.notes()}
        </fieldset>
    }
}

/// Yes or no: sends `true` when ticked, nothing otherwise.
#[component]
pub fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] ticked: bool,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let state = FormState::current();
    let about = About::of(&state, &name, hint);
    let ticked = state.ticked(&name, "true", ticked);
    let (class, described) = (about.class(), about.described_by());
    view! {
        <div class=class>
            <label class="box">
                <input
                    type="checkbox" class="checkbox checkbox-sm" name=name value="true" checked=ticked
                    aria-describedby=described
                />
                <span>{label}</span>
            </label>
            {about.notes()}
        </div>
    }
}
