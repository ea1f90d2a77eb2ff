//! The form of one route.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{lines, some};
use crate::{
    draft::Check,
    error::Result,
    route::{
        BackendRef, MAX_TIMEOUT_MS, Method, PathKind, PathMatch, PathRewrite, PathRewriteKind, Redirect,
        Rewrite, Route, Scheme,
    },
};

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of Route as texts; lists have one entry per line")]
pub struct RouteForm {
    pub name: String,
    pub path_kind: String,
    pub path_value: String,
    pub methods: Vec<String>,
    pub headers: String,
    pub query: String,
    /// Share by backend name; empty for a backend that takes no part.
    pub weights: BTreeMap<String, String>,
    /// `backends` or `redirect`.
    pub answer: String,
    pub rewrite_path_kind: String,
    pub rewrite_path_value: String,
    pub rewrite_hostname: String,
    pub redirect_scheme: String,
    pub redirect_hostname: String,
    pub redirect_port: String,
    pub redirect_path_kind: String,
    pub redirect_path_value: String,
    pub redirect_status: String,
    pub request_headers_set: String,
    pub request_headers_add: String,
    pub request_headers_remove: String,
    pub response_headers_set: String,
    pub response_headers_add: String,
    pub response_headers_remove: String,
    pub timeout_ms: String,
}

impl RouteForm {
    /// What is stored, for editing.
    pub fn of(route: &Route) -> Self {
        let rewrite = route.rewrite.clone().unwrap_or_default();
        let (rewrite_path_kind, rewrite_path_value) = path_texts(rewrite.path.as_ref());
        let redirect = route.redirect.as_ref();
        let (redirect_path_kind, redirect_path_value) = path_texts(redirect.and_then(|r| r.path.as_ref()));
        Self {
            name: route.name.clone(),
            path_kind: route.path.kind.to_string(),
            path_value: route.path.value.clone(),
            methods: route.methods.iter().map(ToString::to_string).collect(),
            headers: lines::of_matches(&route.headers),
            query: lines::of_matches(&route.query),
            weights: route.backends.iter().map(|b| (b.backend.clone(), b.weight.to_string())).collect(),
            answer: if redirect.is_some() { "redirect" } else { "backends" }.to_owned(),
            rewrite_path_kind,
            rewrite_path_value,
            rewrite_hostname: rewrite.hostname.unwrap_or_default(),
            redirect_scheme: redirect.and_then(|r| r.scheme).map(|s| s.to_string()).unwrap_or_default(),
            redirect_hostname: redirect.and_then(|r| r.hostname.clone()).unwrap_or_default(),
            redirect_port: redirect.and_then(|r| r.port).map(|p| p.to_string()).unwrap_or_default(),
            redirect_path_kind,
            redirect_path_value,
            redirect_status: redirect.map(|r| r.status.to_string()).unwrap_or_default(),
            request_headers_set: lines::of_headers(&route.request_headers.set),
            request_headers_add: lines::of_headers(&route.request_headers.add),
            request_headers_remove: lines::join(&route.request_headers.remove),
            response_headers_set: lines::of_headers(&route.response_headers.set),
            response_headers_add: lines::of_headers(&route.response_headers.add),
            response_headers_remove: lines::join(&route.response_headers.remove),
            timeout_ms: route.timeout_ms.map(|t| t.to_string()).unwrap_or_default(),
        }
    }

    /// The route, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with paths within the route.
    pub fn parse(&self) -> Result<Route> {
        let mut check = Check::new();
        let kind = check.parse::<PathKind>("path.kind", &self.path_kind).unwrap_or(PathKind::Prefix);
        let redirects = self.answer == "redirect";
        let route = Route {
            name: self.name.trim().to_owned(),
            path: PathMatch { kind, value: self.path_value.trim().to_owned() },
            methods: self.methods.iter().filter_map(|m| check.parse::<Method>("methods", m)).collect(),
            headers: lines::matches(&mut check, "headers", &self.headers),
            query: lines::matches(&mut check, "query", &self.query),
            backends: if redirects { Vec::new() } else { self.backends(&mut check) },
            rewrite: if redirects { None } else { self.rewrite(&mut check) },
            redirect: redirects.then(|| self.redirect(&mut check)),
            request_headers: lines::changes(
                &mut check,
                "request_headers",
                &self.request_headers_set,
                &self.request_headers_add,
                &self.request_headers_remove,
            ),
            response_headers: lines::changes(
                &mut check,
                "response_headers",
                &self.response_headers_set,
                &self.response_headers_add,
                &self.response_headers_remove,
            ),
            timeout_ms: check.optional_number("timeout_ms", &self.timeout_ms, 1, MAX_TIMEOUT_MS),
        };
        route.check(&mut check);
        check.finish(|| Some(route))
    }

    fn backends(&self, check: &mut Check) -> Vec<BackendRef> {
        let used = self.weights.iter().filter(|(_, weight)| !weight.trim().is_empty());
        used.enumerate()
            .map(|(i, (backend, weight))| {
                let weight =
                    check.number(&format!("backends[{i}].weight"), weight, 0, 1_000_000).unwrap_or(1);
                BackendRef { backend: backend.clone(), weight }
            })
            .collect()
    }

    fn rewrite(&self, check: &mut Check) -> Option<Rewrite> {
        let path = path(check, "rewrite.path", &self.rewrite_path_kind, &self.rewrite_path_value);
        let hostname = some(&self.rewrite_hostname);
        (path.is_some() || hostname.is_some()).then_some(Rewrite { path, hostname })
    }

    fn redirect(&self, check: &mut Check) -> Redirect {
        let field = |name: &str| format!("redirect.{name}");
        redirect(
            check,
            &field,
            [
                &self.redirect_scheme,
                &self.redirect_hostname,
                &self.redirect_port,
                &self.redirect_path_kind,
                &self.redirect_path_value,
                &self.redirect_status,
            ],
        )
    }
}

/// A redirect from its texts: scheme, hostname, port, path kind, path, status.
pub(super) fn redirect(check: &mut Check, field: &dyn Fn(&str) -> String, texts: [&str; 6]) -> Redirect {
    let [scheme, hostname, port, path_kind, path_value, status] = texts;
    Redirect {
        scheme: some(scheme).and_then(|s| check.parse::<Scheme>(&field("scheme"), &s)),
        hostname: some(hostname),
        port: check.optional_number(&field("port"), port, 1, u16::MAX),
        path: path(check, &field("path"), path_kind, path_value),
        status: check.optional_number(&field("status"), status, 301, 308).unwrap_or(302),
    }
}

/// A new path from its texts; none without a value.
pub(super) fn path(check: &mut Check, field: &str, kind: &str, value: &str) -> Option<PathRewrite> {
    let value = some(value)?;
    let kind = check.parse::<PathRewriteKind>(&format!("{field}.kind"), kind)?;
    Some(PathRewrite { kind, value })
}

/// Kind and value of a new path.
pub(super) fn path_texts(path: Option<&PathRewrite>) -> (String, String) {
    path.map(|p| (p.kind.to_string(), p.value.clone())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Header, HeaderChanges, ValueKind, ValueMatch};

    fn route() -> Route {
        Route {
            name: "orders".to_owned(),
            path: PathMatch { kind: PathKind::Prefix, value: "/orders".to_owned() },
            methods: vec![Method::Get, Method::Post],
            headers: vec![ValueMatch {
                name: "x-beta".to_owned(),
                kind: ValueKind::Regex,
                value: "^a=b$".to_owned(),
            }],
            query: Vec::new(),
            backends: vec![BackendRef { backend: "main".to_owned(), weight: 9 }],
            rewrite: Some(Rewrite {
                path: Some(PathRewrite { kind: PathRewriteKind::Prefix, value: "/v1".to_owned() }),
                hostname: None,
            }),
            redirect: None,
            request_headers: HeaderChanges {
                set: vec![Header { name: "x-a".to_owned(), value: "1: 2".to_owned() }],
                add: Vec::new(),
                remove: vec!["cookie".to_owned()],
            },
            response_headers: HeaderChanges::default(),
            timeout_ms: Some(1500),
        }
    }

    #[test]
    fn what_is_stored_comes_back_unchanged() {
        assert_eq!(RouteForm::of(&route()).parse(), Ok(route()));
        let redirect = Redirect {
            scheme: Some(Scheme::Https),
            hostname: None,
            port: Some(8443),
            path: None,
            status: 301,
        };
        let away = Route { redirect: Some(redirect), backends: Vec::new(), rewrite: None, ..route() };
        assert_eq!(RouteForm::of(&away).parse(), Ok(away));
    }

    #[test]
    fn every_invalid_field_is_named_at_once() {
        let form = RouteForm {
            name: "No".to_owned(),
            path_kind: "glob".to_owned(),
            path_value: "orders".to_owned(),
            headers: "nonsense".to_owned(),
            timeout_ms: "soon".to_owned(),
            ..RouteForm::default()
        };
        let error = form.parse().unwrap_err();
        let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
        for field in ["name", "path.kind", "path.value", "headers[0]", "timeout_ms", "backends"] {
            assert!(fields.contains(&field), "{field} in {fields:?}");
        }
    }
}
