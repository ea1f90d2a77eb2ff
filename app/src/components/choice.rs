//! Fields for choosing: one of a list, any of a list, yes or no.

use leptos::prelude::*;

use super::{
    FormState,
    field::{Around, Notes, described_by, id},
};

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Choice {
    /// As sent.
    pub value: String,
    /// As read.
    pub label: String,
    /// Whether it is chosen before anything is changed.
    pub chosen: bool,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl ToString, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.to_string(), label: label.into(), chosen }
    }
}

/// One of a list.
#[component]
pub fn Select(
    name: &'static str,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let state = FormState::current();
    let error = state.error(name);
    let described = described_by(name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let initial = choices.iter().find(|c| c.chosen).map(|c| c.value.clone()).unwrap_or_default();
    let chosen = state.value(name, &initial);
    let options = choices
        .into_iter()
        .map(|c| view! { <option value=c.value.clone() selected=c.value == chosen>{c.label}</option> })
        .collect_view();
    view! {
        <Around name label hint error>
            <select class="select" id=id(name) name=name aria-invalid=invalid aria-describedby=described>{options}</select>
        </Around>
    }
}

/// Any of a list; each ticked box sends the name once more.
#[component]
pub fn CheckboxGroup(
    name: &'static str,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional)] hint: Option<&'static str>,
    /// Exactly one instead of any number.
    #[prop(optional)]
    single: bool,
) -> impl IntoView {
    let state = FormState::current();
    let error = state.error(name);
    let described = described_by(name, hint.is_some(), error.is_some());
    let kind = if single { "radio" } else { "checkbox" };
    let class = if single { "radio radio-sm" } else { "checkbox checkbox-sm" };
    let boxes = choices
        .into_iter()
        .map(|c| {
            let ticked = state.ticked(name, &c.value, c.chosen);
            view! {
                <label class="box">
                    <input type=kind class=class name=name value=c.value checked=ticked />
                    <span>{c.label}</span>
                </label>
            }
        })
        .collect_view();
    let refused = error.is_some();
    view! {
        <fieldset class="field" class:field-refused=refused aria-describedby=described>
            <legend>{label}</legend>
            <div class="boxes">{boxes}</div>
            <Notes name hint error />
        </fieldset>
    }
}

/// Yes or no: sends `true` when ticked, nothing otherwise.
#[component]
pub fn Checkbox(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional)] ticked: bool,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let state = FormState::current();
    let error = state.error(name);
    let described = described_by(name, hint.is_some(), error.is_some());
    let ticked = state.ticked(name, "true", ticked);
    let refused = error.is_some();
    view! {
        <div class="field" class:field-refused=refused>
            <label class="box">
                <input type="checkbox" class="checkbox checkbox-sm" name=name value="true" checked=ticked aria-describedby=described />
                <span>{label}</span>
            </label>
            <Notes name hint error />
        </div>
    }
}
