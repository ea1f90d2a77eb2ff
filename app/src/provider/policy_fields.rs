//! The fields of a policy: those all have, and those of its kind.

use domain::{
    form::PolicyForm,
    policy::{CountedPer, PolicyKind, RateUnit, RetryOn},
    route::{Method, Scheme},
};
use leptos::prelude::*;

use crate::{
    components::{Checkbox, CheckboxGroup, Choice, HeaderFields, PathFields, Select, TextArea, TextField},
    i18n::tr,
    words::Words as _,
};

/// All fields, filled with `form`.
#[component]
pub fn PolicyFields(form: PolicyForm, routes: Vec<String>) -> impl IntoView {
    let kind = form.kind.parse().unwrap_or(PolicyKind::Cors);
    let covered = routes
        .into_iter()
        .map(|r| {
            let chosen = form.routes.contains(&r);
            Choice::new(r.clone(), r, chosen)
        })
        .collect();
    view! {
        <input type="hidden" name="kind" value=form.kind.clone() />
        <TextField name="name" label=tr!(common.name) value=form.name.clone() hint=tr!(common.name_hint) mono=true required=true />
        {of_kind(kind, form.clone())}
        <CheckboxGroup name="routes[]" label=tr!(policies.applies_to) choices=covered hint=tr!(policies.routes_hint) />
        <Checkbox name="enabled" label=tr!(policies.enabled) ticked=form.enabled == "true" />
    }
}

fn of_kind(kind: PolicyKind, form: PolicyForm) -> AnyView {
    match kind {
        PolicyKind::Cors => view! { <Cors form /> }.into_any(),
        PolicyKind::RateLimit => view! { <RateLimit form /> }.into_any(),
        PolicyKind::Retry => view! { <Retry form /> }.into_any(),
        PolicyKind::Timeout => view! {
            <TextField name="request_ms" label=tr!(policies.request_ms) value=form.request_ms kind="number" required=true />
        }
        .into_any(),
        PolicyKind::HeaderModifier => view! {
            <HeaderFields
                prefix="request" title=tr!(routes.request_headers)
                texts=[form.request_set, form.request_add, form.request_remove]
            />
            <HeaderFields
                prefix="response" title=tr!(routes.response_headers)
                texts=[form.response_set, form.response_add, form.response_remove]
            />
        }
        .into_any(),
        PolicyKind::UrlRewrite => view! {
            <PathFields prefix="path" kind=form.path_kind value=form.path_value />
            <TextField name="hostname" label=tr!(routes.rewrite_hostname) value=form.hostname mono=true />
        }
        .into_any(),
        PolicyKind::Redirect => view! { <Redirect form /> }.into_any(),
    }
}

#[component]
fn Cors(form: PolicyForm) -> impl IntoView {
    let methods = Method::ALL
        .iter()
        .map(|m| Choice::new(m, m.as_str(), form.allow_methods.iter().any(|own| own == m.as_str())))
        .collect();
    view! {
        <TextArea
            name="allow_origins" label=tr!(policies.allow_origins) value=form.allow_origins mono=true
            hint=tr!(policies.allow_origins_hint) placeholder="https://app.example.com"
        />
        <CheckboxGroup name="allow_methods[]" label=tr!(policies.allow_methods) choices=methods />
        <div class="columns">
            <TextArea name="allow_headers" label=tr!(policies.allow_headers) value=form.allow_headers mono=true hint=tr!(common.one_per_line) />
            <TextArea name="expose_headers" label=tr!(policies.expose_headers) value=form.expose_headers mono=true hint=tr!(common.one_per_line) />
        </div>
        <Checkbox name="allow_credentials" label=tr!(policies.allow_credentials) ticked=form.allow_credentials == "true" />
        <TextField name="max_age_s" label=tr!(policies.max_age) value=form.max_age_s kind="number" />
    }
}

#[component]
fn RateLimit(form: PolicyForm) -> impl IntoView {
    let units = RateUnit::ALL.iter().map(|u| Choice::new(u, u.words(), form.unit == u.as_str())).collect();
    let per = CountedPer::ALL
        .iter()
        .map(|p| {
            Choice::new(
                p,
                p.words(),
                if form.per.is_empty() { *p == CountedPer::Client } else { form.per == p.as_str() },
            )
        })
        .collect();
    view! {
        <div class="columns-3">
            <TextField name="requests" label=tr!(policies.requests) value=form.requests kind="number" required=true />
            <Select name="unit" label=tr!(policies.unit) choices=units />
            <Select name="per" label=tr!(policies.per) choices=per />
        </div>
    }
}

#[component]
fn Retry(form: PolicyForm) -> impl IntoView {
    let on = RetryOn::ALL
        .iter()
        .map(|on| Choice::new(on, on.as_str(), form.on.iter().any(|own| own == on.as_str())))
        .collect();
    view! {
        <CheckboxGroup name="on[]" label=tr!(policies.retry_on) choices=on />
        <div class="columns-3">
            <TextField name="attempts" label=tr!(policies.attempts) value=form.attempts kind="number" required=true />
            <TextField name="per_try_timeout_ms" label=tr!(policies.per_try) value=form.per_try_timeout_ms kind="number" />
            <TextField name="backoff_ms" label=tr!(policies.backoff) value=form.backoff_ms kind="number" />
        </div>
    }
}

#[component]
fn Redirect(form: PolicyForm) -> impl IntoView {
    let schemes = [Choice::new("", tr!(routes.as_asked), form.scheme.is_empty())]
        .into_iter()
        .chain(Scheme::ALL.iter().map(|s| Choice::new(s, s.as_str(), form.scheme == s.as_str())))
        .collect();
    let statuses = ["302", "301"].map(|s| Choice::new(s, s, form.status == s)).to_vec();
    view! {
        <div class="columns">
            <Select name="status" label=tr!(routes.status) choices=statuses />
            <Select name="scheme" label=tr!(routes.scheme) choices=schemes />
            <TextField name="hostname" label=tr!(routes.hostname) value=form.hostname mono=true />
            <TextField name="port" label=tr!(routes.port) value=form.port kind="number" />
        </div>
        <PathFields prefix="path" kind=form.path_kind value=form.path_value />
    }
}
