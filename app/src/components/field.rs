//! Fields for text. Each has a label, a hint, and room for why it was refused.

use leptos::prelude::*;

use super::FormState;

/// What surrounds every control: who it is, what helps, what is wrong.
#[derive(Debug, Clone)]
pub struct About {
    /// Of the control; unique on the page.
    pub id: String,
    /// Why the field was refused.
    pub error: Option<String>,
    hint: Option<&'static str>,
}

impl About {
    /// Of the field `name` of the form around it.
    pub fn of(state: &FormState, name: &str, hint: Option<&'static str>) -> Self {
        let name = name.trim_end_matches("[]");
        Self { id: state.id(name), error: state.error(name), hint }
    }

    /// Of a field with one entry per line.
    fn of_lines(state: &FormState, name: &str, hint: Option<&'static str>) -> Self {
        Self { id: state.id(name), error: state.line_error(name), hint }
    }

    /// `aria-describedby` of the control.
    pub fn described_by(&self) -> Option<String> {
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.id));
        let ids: Vec<_> = [error, hint].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// `aria-invalid` of the control.
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    /// `class` of what surrounds it.
    pub fn class(&self) -> &'static str {
        if self.error.is_some() { "field field-refused" } else { "field" }
    }

    /// Hint and error, for below the control.
    pub fn notes(self) -> impl IntoView {
        let Self { id, error, hint } = self;
        let hint_id = format!("{id}-hint");
        view! {
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="refusal" id=format!("{id}-error")>{error}</p> })}
        }
    }

    /// Label above, control, hint and error below.
    pub fn around(self, label: String, control: impl IntoView) -> impl IntoView {
        let (class, id) = (self.class(), self.id.clone());
        view! { <div class=class><label for=id>{label}</label>{control}{self.notes()}</div> }
    }
}

/// One line of text.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
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
    let about = About::of(&state, &name, hint);
    let value = if kind == "password" { String::new() } else { state.value(&name, &value) };
    let spellcheck = (mono || kind != "text").then_some("false");
    let control = view! {
        <input
            class=if mono { "input mono" } else { "input" } id=about.id.clone() name=name type=kind value=value
            required=required placeholder=placeholder autocomplete=autocomplete spellcheck=spellcheck
            aria-invalid=about.invalid() aria-describedby=about.described_by()
        />
    };
    about.around(label, control)
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
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
    let about = if mono { About::of_lines(&state, &name, hint) } else { About::of(&state, &name, hint) };
    let value = state.value(&name, &value);
    let control = view! {
        <textarea
            class=if mono { "textarea mono" } else { "textarea" } id=about.id.clone() name=name
            rows=rows.to_string() placeholder=placeholder spellcheck=mono.then_some("false")
            aria-invalid=about.invalid() aria-describedby=about.described_by()
        >{value}</textarea>
    };
    about.around(label, control)
}
