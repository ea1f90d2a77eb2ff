//! Forms that work without scripts: the browser posts them to a server function, which answers with
//! a redirect. A refused form comes back with what was typed and a reason at each field.

use domain::{Error, FieldError};
use leptos::{context::Provider, prelude::*};

use super::{Icon, IconName, RequestId};
use crate::{
    flash::Refused,
    i18n::{reason, tr},
    session,
};

/// What a form's fields know: what was typed before it was refused, and why it was.
#[derive(Debug, Clone, Default)]
pub struct FormState {
    refused: Option<Refused>,
    scope: String,
    /// Paths of errors that a field shows.
    shown: ArcStoredValue<Vec<String>>,
}

impl FormState {
    /// The state of the form that posts to `action`. Where a page has several forms with one action,
    /// their hidden fields tell them apart.
    fn of(action: &str, hidden: &[(&'static str, String)]) -> Self {
        let same = |refused: &Refused| {
            let typed =
                |name: &str, value: &String| refused.typed.iter().any(|(n, v)| n == name && v == value);
            // A version may have gone on meanwhile, which is then what the form was refused for.
            let mut fixed = hidden.iter().filter(|(name, _)| *name != "version");
            refused.action == action && fixed.all(|(name, value)| typed(name, value))
        };
        let refused = session::flash().refused.filter(same);
        let parts = hidden.iter().filter(|(name, _)| *name != "version").map(|(_, value)| value.as_str());
        let scope = [action].into_iter().chain(parts).collect::<Vec<_>>().join("-");
        let scope =
            scope.replace(|c: char| !c.is_ascii_alphanumeric(), "-").trim_start_matches('-').to_owned();
        Self { refused, scope, shown: ArcStoredValue::default() }
    }

    /// The id of a field's control: two forms of one page may have fields of one name.
    pub fn id(&self, name: &str) -> String {
        format!("{}-{}", self.scope, name.replace(['[', ']'], "-"))
    }

    /// The state of the form around a field.
    pub fn current() -> Self {
        use_context::<Self>().unwrap_or_default()
    }

    /// Whether the form that posts to `action` was refused: what it is folded into has to be open.
    pub fn is_refused(action: &str, hidden: &[(&'static str, String)]) -> bool {
        Self::of(action, hidden).refused.is_some()
    }

    /// What a field shows: what was typed, else `initial`.
    pub fn value(&self, name: &str, initial: &str) -> String {
        let typed = |refused: &Refused| refused.typed.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        self.refused.as_ref().and_then(typed).unwrap_or_else(|| initial.to_owned())
    }

    /// Whether a box is ticked: as it was sent, else `initial`.
    pub fn ticked(&self, name: &str, value: &str, initial: bool) -> bool {
        match &self.refused {
            Some(refused) => refused.typed.iter().any(|(n, v)| n == name && v == value),
            None => initial,
        }
    }

    /// Why a field was refused, in words.
    pub fn error(&self, name: &str) -> Option<String> {
        let words: Vec<_> = self.claim(name).iter().map(|e| reason(&e.reason)).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The same for a field with one entry per line: each reason says which line it is about.
    pub fn line_error(&self, name: &str) -> Option<String> {
        let typed = self.value(name, "");
        let words = |e: &FieldError| match index(&e.field).and_then(|n| line_of(&typed, n)) {
            Some(line) => tr!(form.line, n = line, text = reason(&e.reason)),
            None => reason(&e.reason),
        };
        let words: Vec<_> = self.claim(name).iter().map(words).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Whether the form was refused with an error or a text in one of these fields: what they are folded
    /// into has to be open.
    pub fn concerns(&self, names: &[&str]) -> bool {
        let typed = |refused: &Refused| {
            refused
                .typed
                .iter()
                .any(|(name, value)| names.contains(&name.as_str()) && !value.trim().is_empty())
        };
        self.refused.as_ref().is_some_and(typed)
            || self.fields().iter().any(|e| names.iter().any(|name| belongs(e, name)))
    }

    /// A field's errors, which the summary then leaves to it.
    fn claim(&self, name: &str) -> Vec<FieldError> {
        let mine: Vec<_> = self.fields().iter().filter(|e| belongs(e, name)).cloned().collect();
        self.shown.update_value(|shown| shown.extend(mine.iter().map(|e| e.field.clone())));
        mine
    }

    fn fields(&self) -> &[FieldError] {
        self.refused.as_ref().map(|refused| refused.error.error.fields()).unwrap_or_default()
    }
}

/// Whether an error at a path such as `path.value` is about the field `path_value`, or one
/// at `endpoints[0].host` about the field `endpoints`, which holds them all.
fn belongs(error: &FieldError, name: &str) -> bool {
    let path = local_path(&error.field);
    let joined = path.replace("].", "_").replace(['.', '['], "_").replace(']', "");
    joined == name
        || joined.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'))
            && path.get(name.len()..).is_some_and(|rest| rest.starts_with('['))
}

/// The first index in a path: 3 in `endpoints[3].host`.
fn index(path: &str) -> Option<usize> {
    let (_, rest) = local_path(path).split_once('[')?;
    rest.split_once(']')?.0.parse().ok()
}

/// The line, counted from 1, that holds the entry with this index; empty lines hold none.
fn line_of(text: &str, index: usize) -> Option<usize> {
    let mut entries = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    entries.nth(index).map(|(line, _)| line + 1)
}

/// A path without the kind of a policy, which the form shows alone.
fn local_path(path: &str) -> &str {
    match path.strip_prefix("config.").and_then(|rest| rest.split_once('.')) {
        Some((_, after)) => after,
        None => path,
    }
}

/// A form. `action` is where it is posted to, mostly a server function's path. `hidden` says what the
/// form is about; `carried` travels along without saying that.
#[component]
pub fn Form(
    action: &'static str,
    #[prop(optional)] hidden: Vec<(&'static str, String)>,
    #[prop(optional)] carried: Vec<(&'static str, String)>,
    children: Children,
) -> impl IntoView {
    let state = FormState::of(action, &hidden);
    let whose = session::me().map(|me| (Refused::WHOSE, me.id.to_string()));
    let hidden = hidden
        .into_iter()
        .chain(carried)
        .chain(whose)
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    // The fields come first: the summary names what none of them shows.
    let fields = view! { <Provider value=state.clone()>{children()}</Provider> };
    let summary = state.refused.clone().map(|refused| {
        view! { <Summary refused shown=state.shown.get_value() /> }
    });
    view! { <form method="post" action=action class="form" novalidate>{hidden} {summary} {fields}</form> }
}

/// Why the whole form was refused, and what is wrong where no field can show it.
#[component]
fn Summary(refused: Refused, shown: Vec<String>) -> impl IntoView {
    let error = refused.error;
    // What was sent after the session had ended comes back once its sender has signed in again.
    let words = match error.error {
        Error::Unauthenticated(_) if session::me().is_some() => tr!(form.kept).to_owned(),
        _ => error.words(),
    };
    let at = error.error.fields().iter().filter(|e| !shown.contains(&e.field)).map(|e| {
        let (field, words) = (local_path(&e.field).to_owned(), reason(&e.reason));
        view! { <li>{(!field.is_empty()).then(|| view! { <code>{field}</code> " " })} {words}</li> }
    });
    let fields = at.collect_view();
    let id = matches!(error.error, Error::Internal | Error::Unavailable(_)).then_some(error.request_id);
    view! {
        <div class="alert alert-error alert-soft" role="alert" tabindex="-1" autofocus>
            <Icon name=IconName::Warning />
            <div>
                <p>{words}</p>
                <ul class="error-list">{fields}</ul>
                {id.map(|id| view! { <RequestId id /> })}
            </div>
        </div>
    }
}

/// The button that sends a form, and the way out of it.
#[component]
pub fn Submit(
    #[prop(into)] label: String,
    /// Where "cancel" leads.
    #[prop(optional, into)]
    cancel: Option<String>,
    /// Where the step before is.
    #[prop(optional, into)]
    back: Option<String>,
) -> impl IntoView {
    view! {
        <div class="actions">
            <button type="submit" class="btn btn-primary">{label}</button>
            {back.map(|href| view! { <a class="btn" href=href>{tr!(common.back)}</a> })}
            {cancel.map(|href| view! { <a class="btn btn-ghost" href=href>{tr!(common.cancel)}</a> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use domain::Code;

    use super::*;

    #[test]
    fn errors_find_their_fields() {
        for (path, name, expected) in [
            ("name", "name", true),
            ("path.value", "path_value", true),
            ("path.value", "path", false),
            ("endpoints[3].host", "endpoints", true),
            ("request_headers.set[0].name", "request_headers_set", true),
            ("config.rate_limit.requests", "requests", true),
            ("hostnames[0]", "hostnames", true),
            ("hostnames", "host", false),
            ("labels[2]", "labels", true),
        ] {
            let error = FieldError { field: path.to_owned(), reason: Code::Required.into() };
            assert_eq!(belongs(&error, name), expected, "{path} {name}");
        }
    }

    #[test]
    fn an_entry_is_found_on_its_line() {
        assert_eq!(index("config.header_modifier.request.set[2].name"), Some(2));
        assert_eq!(index("name"), None);
        let text = "a\n\n  \nb\nc";
        assert_eq!([0, 1, 2, 3].map(|n| line_of(text, n)), [Some(1), Some(4), Some(5), None]);
    }
}
