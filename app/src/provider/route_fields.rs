//! The fields of a route: what it matches, where it goes, what changes on the way.

use domain::{
    form::RouteForm,
    route::{Method, PathKind, Scheme},
};
use leptos::prelude::*;

use crate::{
    components::{
        CheckboxGroup, Choice, Fold, FormState, HeaderFields, PathFields, Select, TextArea, TextField,
    },
    i18n::tr,
    words::Words as _,
};

const HEADERS: &[&str] = &[
    "request_headers_set",
    "request_headers_add",
    "request_headers_remove",
    "response_headers_set",
    "response_headers_add",
    "response_headers_remove",
];

/// All fields, filled with `form`.
#[component]
pub fn RouteFields(form: RouteForm, backends: Vec<String>) -> impl IntoView {
    let kinds =
        PathKind::ALL.iter().map(|k| Choice::new(k, k.words(), form.path_kind == k.as_str())).collect();
    let methods = Method::ALL
        .iter()
        .map(|m| Choice::new(m, m.as_str(), form.methods.iter().any(|own| own == m.as_str())))
        .collect();
    let headers_changed = [
        &form.request_headers_set,
        &form.request_headers_add,
        &form.request_headers_remove,
        &form.response_headers_set,
        &form.response_headers_add,
        &form.response_headers_remove,
    ]
    .iter()
    .any(|text| !text.is_empty());
    let matches = !form.headers.is_empty() || !form.query.is_empty();
    let answer = view! { <Answer form=form.clone() backends /> };
    view! {
        <TextField name="name" label=tr!(common.name) value=form.name.clone() hint=tr!(common.name_hint) mono=true required=true placeholder="list-orders" />
        <div class="columns">
            <Select name="path_kind" label=tr!(routes.path_kind) choices=kinds />
            <TextField name="path_value" label=tr!(routes.path) value=form.path_value.clone() mono=true required=true hint=tr!(routes.path_hint) />
        </div>
        <CheckboxGroup name="methods[]" label=tr!(routes.methods) choices=methods hint=tr!(routes.methods_hint) />
        <Fold title=tr!(routes.more_matches) open=matches fields=&["headers", "query"]>
            <TextArea name="headers" label=tr!(routes.headers) value=form.headers.clone() hint=tr!(routes.match_hint) mono=true placeholder="x-tier=gold" />
            <TextArea name="query" label=tr!(routes.query) value=form.query.clone() hint=tr!(routes.match_hint) mono=true placeholder="beta=true" />
        </Fold>
        {answer}
        <Fold title=tr!(routes.header_changes) open=headers_changed fields=HEADERS>
            <HeaderFields
                prefix="request_headers" title=tr!(routes.request_headers)
                texts=[form.request_headers_set, form.request_headers_add, form.request_headers_remove]
            />
            <HeaderFields
                prefix="response_headers" title=tr!(routes.response_headers)
                texts=[form.response_headers_set, form.response_headers_add, form.response_headers_remove]
            />
        </Fold>
        <TextField name="timeout_ms" label=tr!(routes.timeout) value=form.timeout_ms kind="number" hint=tr!(routes.timeout_hint) />
    }
}

/// Backends with their shares and the rewrite, or a redirect.
#[component]
fn Answer(form: RouteForm, backends: Vec<String>) -> impl IntoView {
    let redirects = form.answer == "redirect";
    let answers = vec![
        Choice::new("backends", tr!(routes.to_backends), !redirects),
        Choice::new("redirect", tr!(routes.to_redirect), redirects),
    ];
    let refused = FormState::current().error("backends");
    let shares = backends
        .into_iter()
        .map(|name| {
            let share = form.weights.get(&name).cloned().unwrap_or_default();
            view! { <TextField name=format!("weights[{name}]") label=name value=share kind="number" placeholder="0" /> }
        })
        .collect_view();
    let schemes = [Choice::new("", tr!(routes.as_asked), form.redirect_scheme.is_empty())]
        .into_iter()
        .chain(Scheme::ALL.iter().map(|s| Choice::new(s, s.as_str(), form.redirect_scheme == s.as_str())))
        .collect();
    let statuses = ["302", "301"].map(|s| Choice::new(s, s, form.redirect_status == s)).to_vec();
    let rewrites = !form.rewrite_path_value.is_empty() || !form.rewrite_hostname.is_empty();
    view! {
        <CheckboxGroup name="answer" label=tr!(routes.goes_to) choices=answers single=true />
        <fieldset class="when-backends field">
            <legend>{tr!(routes.shares)}</legend>
            <div class="columns-3">{shares}</div>
            <p class="hint">{tr!(routes.shares_hint)}</p>
            {refused.map(|words| view! { <p class="refusal">{words}</p> })}
            <Fold title=tr!(routes.rewrite) open=rewrites fields=&["rewrite_path_value", "rewrite_hostname"]>
                <PathFields prefix="rewrite_path" kind=form.rewrite_path_kind value=form.rewrite_path_value />
                <TextField name="rewrite_hostname" label=tr!(routes.rewrite_hostname) value=form.rewrite_hostname mono=true />
            </Fold>
        </fieldset>
        <fieldset class="when-redirect field">
            <legend>{tr!(routes.to_redirect)}</legend>
            <div class="columns">
                <Select name="redirect_status" label=tr!(routes.status) choices=statuses />
                <Select name="redirect_scheme" label=tr!(routes.scheme) choices=schemes />
                <TextField name="redirect_hostname" label=tr!(routes.hostname) value=form.redirect_hostname mono=true />
                <TextField name="redirect_port" label=tr!(routes.port) value=form.redirect_port kind="number" />
            </div>
            <PathFields prefix="redirect_path" kind=form.redirect_path_kind value=form.redirect_path_value />
        </fieldset>
    }
}
