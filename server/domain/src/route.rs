//! Which requests go where. Order never matters: the most specific match wins, and two routes that
//! could both win are refused. Specific is, in this order: an exact path, then the longest prefix, a
//! method, more headers, more query parameters (Gateway API's HTTPRoute, which leaves regular
//! expressions to the gateway). Where a gateway orders two routes differently, publishing them there
//! is refused.

mod headers;
mod overlap;
mod re2;
mod rewrite;
mod syntax;

use serde::{Deserialize, Serialize};

use crate::{
    draft::Check,
    name::Label,
    reason::{Code, Reason},
    role::text_enum,
    text::is_one_line,
};

pub use headers::{Header, HeaderChanges};
pub use rewrite::{PathRewrite, PathRewriteKind, Redirect, Rewrite, Scheme};
pub(crate) use syntax::check_path;
use syntax::{check_header_name, check_path_regex, check_regex};

text_enum! {
    /// How a path is compared.
    PathKind {
        /// The whole path.
        Exact = "exact",
        /// The first segments, whole ones only.
        Prefix = "prefix",
        /// A regular expression (RE2) over the whole path, every alternative of which begins with `/`.
        Regex = "regex",
    }
}

text_enum! {
    /// An HTTP method.
    Method {
        #[expect(missing_docs, reason = "RFC 9110")] Get = "GET",
        #[expect(missing_docs, reason = "RFC 9110")] Head = "HEAD",
        #[expect(missing_docs, reason = "RFC 9110")] Post = "POST",
        #[expect(missing_docs, reason = "RFC 9110")] Put = "PUT",
        #[expect(missing_docs, reason = "RFC 9110")] Patch = "PATCH",
        #[expect(missing_docs, reason = "RFC 9110")] Delete = "DELETE",
        #[expect(missing_docs, reason = "RFC 9110")] Options = "OPTIONS",
    }
}

text_enum! {
    /// How a header or query parameter is compared.
    ValueKind {
        /// The whole value.
        Exact = "exact",
        /// A regular expression (RE2).
        Regex = "regex",
    }
}

/// A path to match.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PathMatch {
    /// How.
    pub kind: PathKind,
    /// Starts with `/`; at most 600 characters.
    pub value: String,
}

/// A header or query parameter to match.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ValueMatch {
    /// Header names compare without case.
    pub name: String,
    /// How.
    pub kind: ValueKind,
    /// At most 1024 characters.
    pub value: String,
}

/// A share of a route's traffic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BackendRef {
    /// Name of a backend of the same API service.
    pub backend: String,
    /// Share relative to the others, 0 to 1,000,000; 0 takes no traffic.
    #[serde(default = "one")]
    pub weight: u32,
}

const fn one() -> u32 {
    1
}

/// One rule of an API service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Unique within the service.
    pub name: String,
    /// Which path.
    pub path: PathMatch,
    /// Which methods; none means all.
    #[serde(default)]
    pub methods: Vec<Method>,
    /// All must match. At most 16.
    #[serde(default)]
    pub headers: Vec<ValueMatch>,
    /// All must match. At most 16.
    #[serde(default)]
    pub query: Vec<ValueMatch>,
    /// Where requests go; at least one unless the route redirects. At most 16.
    #[serde(default)]
    pub backends: Vec<BackendRef>,
    /// Path and host as the backend sees them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrite: Option<Rewrite>,
    /// An answer instead of a backend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Redirect>,
    /// Changes on the way to the backend.
    #[serde(default)]
    pub request_headers: HeaderChanges,
    /// Changes on the way back.
    #[serde(default)]
    pub response_headers: HeaderChanges,
    /// Milliseconds for the whole request, 1 to 3,600,000; `null` leaves it to the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
}

/// Longest timeout: one hour.
pub const MAX_TIMEOUT_MS: u32 = 3_600_000;
const MAX_LIST: usize = 16;
/// Bytes of an expression that is still read; what is longer is refused for its length.
const MAX_REGEX: usize = 4096;

impl Route {
    /// Checks everything that can be said without the rest of the service.
    pub fn check(&self, check: &mut Check) {
        check.parse::<Label>("name", &self.name);
        check.within("path", |c| self.path.check(c));
        for (list, name, ignore_case) in [(&self.headers, "headers", true), (&self.query, "query", false)] {
            let few = check.length(name, list.len(), 0, MAX_LIST);
            for (i, m) in list.iter().enumerate().filter(|_| few) {
                check.within(&format!("{name}[{i}]"), |c| {
                    m.check(c);
                    // HTTPRoute keys both lists by name.
                    let repeated = list[..i].iter().any(|o| same_name(&o.name, &m.name, ignore_case));
                    c.ensure(!repeated, "name", Reason::new(Code::Duplicate).with("value", &m.name));
                });
            }
        }
        let repeated = self.methods.iter().enumerate().find(|(i, m)| self.methods[..*i].contains(m));
        if let Some((_, method)) = repeated {
            check.fail("methods", Reason::new(Code::Duplicate).with("value", method));
        }
        match &self.redirect {
            Some(redirect) => check.within("redirect", |c| redirect.check(c, self.path.kind)),
            None => {
                check.ensure(!self.backends.is_empty(), "backends", Reason::new(Code::TooFew).with("min", 1));
            }
        }
        let few = check.length("backends", self.backends.len(), 0, MAX_LIST);
        for (i, backend) in self.backends.iter().enumerate().filter(|_| few) {
            let fits = backend.weight <= 1_000_000;
            let range = Reason::new(Code::OutOfRange).with("min", 0).with("max", 1_000_000);
            check.ensure(fits, &format!("backends[{i}].weight"), range);
        }
        if let Some(rewrite) = &self.rewrite {
            check.within("rewrite", |c| rewrite.check(c, self.path.kind));
        }
        check.within("request_headers", |c| self.request_headers.check(c));
        check.within("response_headers", |c| self.response_headers.check(c));
        if let Some(ms) = self.timeout_ms {
            let range = Reason::new(Code::OutOfRange).with("min", 1).with("max", MAX_TIMEOUT_MS);
            check.ensure((1..=MAX_TIMEOUT_MS).contains(&ms), "timeout_ms", range);
        }
    }
}

fn same_name(a: &str, b: &str, ignore_case: bool) -> bool {
    if ignore_case { a.eq_ignore_ascii_case(b) } else { a == b }
}

impl PathMatch {
    fn check(&self, check: &mut Check) {
        match self.kind {
            PathKind::Regex => check_path_regex(check, "value", &self.value),
            PathKind::Exact | PathKind::Prefix => check_path(check, "value", &self.value),
        }
    }
}

impl ValueMatch {
    fn check(&self, check: &mut Check) {
        check_header_name(check, "name", &self.name);
        check.ensure(!self.value.is_empty(), "value", Code::Required);
        let short = self.value.chars().count() <= 1024;
        check.ensure(short, "value", Reason::new(Code::TooLong).with("max", 1024));
        check.ensure(is_one_line(&self.value), "value", Code::NotAHeaderValue);
        if self.kind == ValueKind::Regex && self.value.len() <= MAX_REGEX {
            check_regex(check, "value", &self.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn headers_are_matched_once_each() {
        let header = |name: &str| ValueMatch { name: name.into(), kind: ValueKind::Exact, value: "1".into() };
        let mut route: Route = serde_json::from_value(json!({
            "name": "orders", "path": {"kind": "prefix", "value": "/"}, "backends": [{"backend": "main"}],
        }))
        .unwrap();
        route.headers = vec![header("X-A"), header("x-a")];
        route.query = vec![header("a"), header("A")];
        let mut check = Check::new();
        route.check(&mut check);
        let error = check.finish(|| Some(())).unwrap_err();
        assert_eq!(error.fields().iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["headers[1].name"]);
    }
}
