//! What happens to a request and its answer inside a rule, as filters of Gateway API.

use domain::{
    id::ProductPublishId,
    policy::Cors,
    route::{HeaderChanges, Method, PathKind, PathRewrite, PathRewriteKind, Redirect},
};
use serde_json::{Value, json};

use crate::{
    envoy_gateway::{header_value, path_regex},
    object::list,
    path,
    rule::{Action, Rule},
};

/// The filters of an HTTPRoute rule.
#[derive(Debug)]
pub(crate) struct Filters {
    pub(crate) filters: Vec<Value>,
    /// A part of the path that matched is replaced: the rule may have one match only.
    pub(crate) replaces_prefix: bool,
}

/// The filters of a rule under a base path.
pub(crate) fn of(rule: &Rule<'_>, base: &str, publish: ProductPublishId) -> Filters {
    let mut filters = headers(rule);
    // Envoy Gateway answers preflights of rules with methods only where CORS is a filter of the rule;
    // under a SecurityPolicy no rule would match their OPTIONS.
    filters.extend(rule.cors.map(|cors| json!({"type": "CORS", "cors": shared(cors)})));
    let path = match &rule.action {
        Action::Redirect(redirect) => {
            let path = redirect.path.as_ref().map(|to| redirected(rule, base, to));
            filters.push(request_redirect(redirect, path.as_ref()));
            path
        }
        Action::Forward { path, hostname, .. } => {
            let regex = path_regex::of(rule, base);
            let path = match &regex {
                None => path.map(modifier).or_else(|| stripped(rule, base)),
                Some(_) => None,
            };
            if path.is_some() || hostname.is_some() {
                let rewrite = json!({"hostname": hostname, "path": path});
                filters.push(json!({"type": "URLRewrite", "urlRewrite": rewrite}));
            }
            if let Some(regex) = regex {
                filters.push(json!({"type": "ExtensionRef", "extensionRef": regex.reference(publish)}));
            }
            path
        }
    };
    let replaces_prefix = path.is_some_and(|p| p["type"] == "ReplacePrefixMatch");
    Filters { filters, replaces_prefix }
}

/// The header changes of a rule; HTTPRoute and GRPCRoute write them alike.
pub(crate) fn headers(rule: &Rule<'_>) -> Vec<Value> {
    let each = |kind: &str, field: &str, changes: &HeaderChanges| {
        (!changes.is_empty()).then(|| json!({"type": kind, field: changed(changes)}))
    };
    [
        each("RequestHeaderModifier", "requestHeaderModifier", &rule.request_headers),
        each("ResponseHeaderModifier", "responseHeaderModifier", &rule.response_headers),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn changed(changes: &HeaderChanges) -> Value {
    let pairs = |headers: &[domain::route::Header]| {
        list(headers.iter().map(|h| json!({"name": h.name, "value": header_value(&h.value)})).collect())
    };
    json!({
        "set": pairs(&changes.set),
        "add": pairs(&changes.add),
        "remove": list(changes.remove.iter().map(|name| name.as_str().into()).collect()),
    })
}

fn modifier(path: &PathRewrite) -> Value {
    match path.kind {
        PathRewriteKind::Full => json!({"type": "ReplaceFullPath", "replaceFullPath": path.value}),
        PathRewriteKind::Prefix => replaced_prefix(path::prefix(&path.value)),
    }
}

fn replaced_prefix(by: &str) -> Value {
    json!({"type": "ReplacePrefixMatch", "replacePrefixMatch": by})
}

/// The path of a redirect. The prefix `/` is replaced together with its slash, so there the new one
/// has to bring its own, or `/orders` goes to `/neworders`; everywhere else it would be doubled.
fn redirected(rule: &Rule<'_>, base: &str, to: &PathRewrite) -> Value {
    match (to.kind, path::prefix(&to.value)) {
        (PathRewriteKind::Prefix, prefix) if prefix != "/" && path::is_root(base, &rule.route.path) => {
            replaced_prefix(&format!("{prefix}/"))
        }
        _ => modifier(to),
    }
}

/// The path without the base path; `None` when there is nothing to strip, or for a regular
/// expression, whose length is not known before it has matched.
fn stripped(rule: &Rule<'_>, base: &str) -> Option<Value> {
    let value = &rule.route.path.value;
    match rule.route.path.kind {
        _ if base == "/" => None,
        PathKind::Prefix => Some(replaced_prefix(path::prefix(value))),
        PathKind::Exact => Some(json!({"type": "ReplaceFullPath", "replaceFullPath": value})),
        PathKind::Regex => None,
    }
}

/// A policy as the CORS filter says it.
pub(crate) fn shared(cors: &Cors) -> Value {
    let sorted = |mut texts: Vec<String>| {
        texts.sort_unstable();
        texts.dedup();
        // What allows everything stands alone.
        if texts.iter().any(|t| t == "*") {
            texts = vec!["*".to_owned()];
        }
        list(texts.into_iter().map(Value::from).collect())
    };
    let lower = |texts: &[String]| sorted(texts.iter().map(|t| t.to_ascii_lowercase()).collect());
    let methods: &[Method] = match cors.allow_methods.as_slice() {
        [] => &[Method::Get, Method::Head, Method::Post],
        methods => methods,
    };
    json!({
        "allowOrigins": lower(&cors.allow_origins),
        "allowMethods": sorted(methods.iter().map(ToString::to_string).collect()),
        "allowHeaders": lower(&cors.allow_headers),
        "exposeHeaders": lower(&cors.expose_headers),
        "allowCredentials": cors.allow_credentials,
        "maxAge": cors.max_age_s,
    })
}

fn request_redirect(redirect: &Redirect, path: Option<&Value>) -> Value {
    json!({
        "type": "RequestRedirect",
        "requestRedirect": {
            "scheme": redirect.scheme.map(|s| s.as_str()),
            "hostname": redirect.hostname,
            "port": redirect.port,
            "path": path,
            "statusCode": redirect.status,
        },
    })
}
