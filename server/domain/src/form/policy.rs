//! The form of one policy: name and routes, and the fields of its kind.

use serde::{Deserialize, Serialize};

use super::{lines, route, some, ticked};
use crate::{
    draft::Check,
    error::Result,
    policy::{
        Cors, CountedPer, HeaderModifier, Policy, PolicyConfig, PolicyKind, RateLimit, RateUnit, Retry,
        RetryOn, Timeout,
    },
    route::{MAX_TIMEOUT_MS, Method, Rewrite},
};

/// As sent by the browser. Fields of other kinds are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the fields of Policy and its configs as texts; lists have one entry per line"
)]
pub struct PolicyForm {
    pub name: String,
    pub enabled: String,
    pub routes: Vec<String>,
    pub kind: String,
    pub allow_origins: String,
    pub allow_methods: Vec<String>,
    pub allow_headers: String,
    pub expose_headers: String,
    pub allow_credentials: String,
    pub max_age_s: String,
    pub requests: String,
    pub unit: String,
    pub per: String,
    pub attempts: String,
    pub on: Vec<String>,
    pub per_try_timeout_ms: String,
    pub backoff_ms: String,
    pub request_ms: String,
    pub request_set: String,
    pub request_add: String,
    pub request_remove: String,
    pub response_set: String,
    pub response_add: String,
    pub response_remove: String,
    pub path_kind: String,
    pub path_value: String,
    pub hostname: String,
    pub scheme: String,
    pub port: String,
    pub status: String,
}

impl PolicyForm {
    /// What is stored, for editing.
    pub fn of(policy: &Policy) -> Self {
        let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        let flag = |yes: bool| if yes { "true".to_owned() } else { String::new() };
        let mut form = Self {
            name: policy.name.clone(),
            enabled: flag(policy.enabled),
            routes: policy.routes.clone(),
            kind: policy.config.kind().to_string(),
            ..Self::default()
        };
        match &policy.config {
            PolicyConfig::Cors(cors) => {
                form.allow_origins = lines::join(&cors.allow_origins);
                form.allow_methods = cors.allow_methods.iter().map(ToString::to_string).collect();
                form.allow_headers = lines::join(&cors.allow_headers);
                form.expose_headers = lines::join(&cors.expose_headers);
                form.allow_credentials = flag(cors.allow_credentials);
                form.max_age_s = number(cors.max_age_s);
            }
            PolicyConfig::RateLimit(limit) => {
                form.requests = limit.requests.to_string();
                form.unit = limit.unit.to_string();
                form.per = limit.per.to_string();
            }
            PolicyConfig::Retry(retry) => {
                form.attempts = retry.attempts.to_string();
                form.on = retry.on.iter().map(ToString::to_string).collect();
                form.per_try_timeout_ms = number(retry.per_try_timeout_ms);
                form.backoff_ms = number(retry.backoff_ms);
            }
            PolicyConfig::Timeout(timeout) => form.request_ms = timeout.request_ms.to_string(),
            PolicyConfig::HeaderModifier(headers) => {
                form.request_set = lines::of_headers(&headers.request.set);
                form.request_add = lines::of_headers(&headers.request.add);
                form.request_remove = lines::join(&headers.request.remove);
                form.response_set = lines::of_headers(&headers.response.set);
                form.response_add = lines::of_headers(&headers.response.add);
                form.response_remove = lines::join(&headers.response.remove);
            }
            PolicyConfig::UrlRewrite(rewrite) => {
                (form.path_kind, form.path_value) = route::path_texts(rewrite.path.as_ref());
                form.hostname = rewrite.hostname.clone().unwrap_or_default();
            }
            PolicyConfig::Redirect(redirect) => {
                (form.path_kind, form.path_value) = route::path_texts(redirect.path.as_ref());
                form.hostname = redirect.hostname.clone().unwrap_or_default();
                form.scheme = redirect.scheme.map(|s| s.to_string()).unwrap_or_default();
                form.port = redirect.port.map(|p| p.to_string()).unwrap_or_default();
                form.status = redirect.status.to_string();
            }
        }
        form
    }

    /// The policy, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with paths within the policy.
    pub fn parse(&self) -> Result<Policy> {
        let mut check = Check::new();
        let kind = check.parse::<PolicyKind>("kind", &self.kind).unwrap_or(PolicyKind::Cors);
        let config = check.within(&format!("config.{kind}"), |check| self.config(kind, check));
        let policy = Policy {
            name: self.name.trim().to_owned(),
            enabled: ticked(&self.enabled),
            routes: self.routes.clone(),
            config,
        };
        policy.check(&mut check);
        check.finish(|| Some(policy))
    }

    fn config(&self, kind: PolicyKind, check: &mut Check) -> PolicyConfig {
        match kind {
            PolicyKind::Cors => PolicyConfig::Cors(Cors {
                allow_origins: lines::of(&self.allow_origins),
                allow_methods: self
                    .allow_methods
                    .iter()
                    .filter_map(|m| check.parse::<Method>("allow_methods", m))
                    .collect(),
                allow_headers: lines::of(&self.allow_headers),
                expose_headers: lines::of(&self.expose_headers),
                allow_credentials: ticked(&self.allow_credentials),
                max_age_s: check.optional_number("max_age_s", &self.max_age_s, 0, 86_400),
            }),
            PolicyKind::RateLimit => PolicyConfig::RateLimit(RateLimit {
                requests: check.number("requests", &self.requests, 1, 1_000_000).unwrap_or(1),
                unit: check.parse("unit", &self.unit).unwrap_or(RateUnit::Minute),
                per: check.parse("per", &self.per).unwrap_or(CountedPer::Client),
            }),
            PolicyKind::Retry => PolicyConfig::Retry(Retry {
                attempts: check.number("attempts", &self.attempts, 1, 10).unwrap_or(1),
                on: self.on.iter().filter_map(|on| check.parse::<RetryOn>("on", on)).collect(),
                per_try_timeout_ms: check.optional_number(
                    "per_try_timeout_ms",
                    &self.per_try_timeout_ms,
                    1,
                    MAX_TIMEOUT_MS,
                ),
                backoff_ms: check.optional_number("backoff_ms", &self.backoff_ms, 1, 60_000),
            }),
            PolicyKind::Timeout => PolicyConfig::Timeout(Timeout {
                request_ms: check.number("request_ms", &self.request_ms, 1, MAX_TIMEOUT_MS).unwrap_or(1),
            }),
            PolicyKind::HeaderModifier => PolicyConfig::HeaderModifier(HeaderModifier {
                request: lines::changes(
                    check,
                    "request",
                    &self.request_set,
                    &self.request_add,
                    &self.request_remove,
                ),
                response: lines::changes(
                    check,
                    "response",
                    &self.response_set,
                    &self.response_add,
                    &self.response_remove,
                ),
            }),
            PolicyKind::UrlRewrite => PolicyConfig::UrlRewrite(Rewrite {
                path: route::path(check, "path", &self.path_kind, &self.path_value),
                hostname: some(&self.hostname),
            }),
            PolicyKind::Redirect => PolicyConfig::Redirect(route::redirect(
                check,
                &|name| name.to_owned(),
                [&self.scheme, &self.hostname, &self.port, &self.path_kind, &self.path_value, &self.status],
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{PathRewrite, PathRewriteKind, Redirect};

    #[test]
    fn every_kind_comes_back_unchanged() {
        let cors = Cors {
            allow_origins: vec!["https://app.example.com".to_owned()],
            allow_methods: vec![Method::Get],
            allow_headers: vec!["x-a".to_owned()],
            expose_headers: Vec::new(),
            allow_credentials: true,
            max_age_s: Some(60),
        };
        let rate = RateLimit { requests: 10, unit: RateUnit::Second, per: CountedPer::Service };
        let retry =
            Retry { attempts: 2, on: vec![RetryOn::Reset], per_try_timeout_ms: Some(100), backoff_ms: None };
        let path = Some(PathRewrite { kind: PathRewriteKind::Full, value: "/x".to_owned() });
        let redirect = Redirect {
            scheme: None,
            hostname: Some("b.example.com".to_owned()),
            port: None,
            path: path.clone(),
            status: 302,
        };
        let mut headers = HeaderModifier::default();
        headers.request.remove = vec!["cookie".to_owned()];
        for config in [
            PolicyConfig::Cors(cors),
            PolicyConfig::RateLimit(rate),
            PolicyConfig::Retry(retry),
            PolicyConfig::Timeout(Timeout { request_ms: 5 }),
            PolicyConfig::HeaderModifier(headers),
            PolicyConfig::UrlRewrite(Rewrite { path, hostname: None }),
            PolicyConfig::Redirect(redirect),
        ] {
            let policy =
                Policy { name: "one".to_owned(), enabled: true, routes: vec!["all".to_owned()], config };
            assert_eq!(PolicyForm::of(&policy).parse(), Ok(policy));
        }
    }

    #[test]
    fn errors_name_the_field_of_the_kind() {
        let form = PolicyForm { kind: "rate_limit".to_owned(), ..PolicyForm::default() };
        let error = form.parse().unwrap_err();
        let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
        assert!(fields.contains(&"config.rate_limit.requests") && fields.contains(&"name"), "{fields:?}");
    }
}
