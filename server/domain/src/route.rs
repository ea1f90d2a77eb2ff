//! Which requests go where. Order never matters: the most specific match wins (the rule of Gateway
//! API's HTTPRoute), and two routes that could both win are refused.

use serde::{Deserialize, Serialize};

use crate::{
    draft::Check,
    name::{Label, is_header_name, is_hostname},
    reason::{Code, Reason},
    role::text_enum,
};

text_enum! {
    /// How a path is compared.
    PathKind {
        /// The whole path.
        Exact = "exact",
        /// The first segments, whole ones only.
        Prefix = "prefix",
        /// A regular expression (RE2) over the whole path.
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

/// A header with its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// RFC 9110 token.
    pub name: String,
    /// At most 4096 characters.
    pub value: String,
}

/// Changes to headers, in this order: set, add, remove.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HeaderChanges {
    /// Replaces whatever was there. At most 16.
    #[serde(default)]
    pub set: Vec<Header>,
    /// Comes on top of what was there. At most 16.
    #[serde(default)]
    pub add: Vec<Header>,
    /// Names to take away. At most 16.
    #[serde(default)]
    pub remove: Vec<String>,
}

text_enum! {
    /// Which part of a path is replaced.
    PathRewriteKind {
        /// All of it.
        Full = "full",
        /// The prefix that matched; only on prefix routes.
        Prefix = "prefix",
    }
}

/// A new path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PathRewrite {
    /// Which part.
    pub kind: PathRewriteKind,
    /// Starts with `/`.
    pub value: String,
}

/// What the backend sees instead of what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rewrite {
    /// Another path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathRewrite>,
    /// Another `Host`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
}

text_enum! {
    /// The scheme of a redirect.
    Scheme {
        #[expect(missing_docs, reason = "itself")] Http = "http",
        #[expect(missing_docs, reason = "itself")] Https = "https",
    }
}

/// An answer that sends the caller elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// Another scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// Another host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Another port, 1 to 65535.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Another path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathRewrite>,
    /// 301 or 302 (what Gateway API's standard channel carries everywhere).
    pub status: u16,
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

impl Route {
    /// Checks everything that can be said without the rest of the service.
    pub fn check(&self, check: &mut Check) {
        check.parse::<Label>("name", &self.name);
        check.within("path", |c| self.path.check(c));
        for (list, name, ignore_case) in [(&self.headers, "headers", true), (&self.query, "query", false)] {
            check.ensure(list.len() <= MAX_LIST, name, Reason::new(Code::TooMany).with("max", MAX_LIST));
            for (i, m) in list.iter().enumerate() {
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
        check.ensure(
            self.backends.len() <= MAX_LIST,
            "backends",
            Reason::new(Code::TooMany).with("max", MAX_LIST),
        );
        for (i, backend) in self.backends.iter().enumerate() {
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

    /// Whether some request matches both routes and neither is more specific.
    pub fn ties_with(&self, other: &Self) -> bool {
        let methods = match (self.methods.is_empty(), other.methods.is_empty()) {
            (true, true) => true,
            (false, false) => self.methods.iter().any(|m| other.methods.contains(m)),
            // A named method is more specific than none.
            _ => false,
        };
        self.path == other.path
            && methods
            && may_hold_together(&self.headers, &other.headers, true)
            && may_hold_together(&self.query, &other.query, false)
    }
}

fn same_name(a: &str, b: &str, ignore_case: bool) -> bool {
    if ignore_case { a.eq_ignore_ascii_case(b) } else { a == b }
}

/// Whether two lists of equal length, so of equal specificity, can match one request.
fn may_hold_together(a: &[ValueMatch], b: &[ValueMatch], ignore_case: bool) -> bool {
    a.len() == b.len()
        && a.iter().all(|x| {
            b.iter().all(|y| {
                !same_name(&x.name, &y.name, ignore_case)
                    || x.kind != ValueKind::Exact
                    || y.kind != x.kind
                    || x.value == y.value
            })
        })
}

impl PathMatch {
    fn check(&self, check: &mut Check) {
        if self.kind == PathKind::Regex {
            check_regex(check, "value", &self.value);
        }
        check_path(check, "value", &self.value, self.kind == PathKind::Regex);
    }
}

impl ValueMatch {
    fn check(&self, check: &mut Check) {
        check_header_name(check, "name", &self.name);
        check.ensure(!self.value.is_empty(), "value", Code::Required);
        let short = self.value.chars().count() <= 1024;
        check.ensure(short, "value", Reason::new(Code::TooLong).with("max", 1024));
        if self.kind == ValueKind::Regex {
            check_regex(check, "value", &self.value);
        }
    }
}

impl Rewrite {
    /// Checks the parts against the kind of match they follow.
    pub fn check(&self, check: &mut Check, path_kind: PathKind) {
        if let Some(path) = &self.path {
            path.check(check, path_kind);
        }
        check_hostname(check, self.hostname.as_deref());
    }
}

impl PathRewrite {
    fn check(&self, check: &mut Check, path_kind: PathKind) {
        check_path(check, "path.value", &self.value, false);
        // Gateway API allows ReplacePrefixMatch on prefix matches alone.
        if self.kind == PathRewriteKind::Prefix && path_kind != PathKind::Prefix {
            let reason = Reason::new(Code::NotAnOption).with("value", "prefix").with("options", "full");
            check.fail("path.kind", reason);
        }
    }
}

impl Redirect {
    /// Checks the parts against the kind of match they follow.
    pub fn check(&self, check: &mut Check, path_kind: PathKind) {
        check_hostname(check, self.hostname.as_deref());
        check.ensure(
            self.port != Some(0),
            "port",
            Reason::new(Code::OutOfRange).with("min", 1).with("max", u16::MAX),
        );
        if let Some(path) = &self.path {
            path.check(check, path_kind);
        }
        let known = matches!(self.status, 301 | 302);
        let reason = Reason::new(Code::NotAnOption).with("value", self.status).with("options", "301, 302");
        check.ensure(known, "status", reason);
    }
}

impl HeaderChanges {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty() && self.remove.is_empty()
    }

    /// Checks names, values and that no header is named twice.
    pub fn check(&self, check: &mut Check) {
        let mut seen: Vec<String> = Vec::new();
        for (list, name) in [(&self.set, "set"), (&self.add, "add")] {
            check.ensure(list.len() <= MAX_LIST, name, Reason::new(Code::TooMany).with("max", MAX_LIST));
            for (i, header) in list.iter().enumerate() {
                check.within(&format!("{name}[{i}]"), |c| {
                    check_header_name(c, "name", &header.name);
                    let plain = !header.value.chars().any(|ch| ch.is_control() && ch != '\t');
                    c.ensure(plain && header.value.len() <= 4096, "value", Code::NotAHeaderValue);
                    c.ensure(!header.value.is_empty(), "value", Code::Required);
                    // A rewrite's hostname changes it; gateways refuse it as a header.
                    let is_host = header.name.eq_ignore_ascii_case("host");
                    c.ensure(!is_host, "name", Reason::new(Code::NotAHeaderName).with("name", &header.name));
                    once(c, &mut seen, &header.name);
                });
            }
        }
        check.ensure(
            self.remove.len() <= MAX_LIST,
            "remove",
            Reason::new(Code::TooMany).with("max", MAX_LIST),
        );
        for (i, name) in self.remove.iter().enumerate() {
            check.within(&format!("remove[{i}]"), |c| {
                check_header_name(c, "", name);
                once(c, &mut seen, name);
            });
        }
    }
}

fn once(check: &mut Check, seen: &mut Vec<String>, name: &str) {
    let lower = name.to_ascii_lowercase();
    check.ensure(!seen.contains(&lower), "", Reason::new(Code::Duplicate).with("value", name));
    seen.push(lower);
}

fn check_header_name(check: &mut Check, field: &str, name: &str) {
    check.ensure(is_header_name(name), field, Reason::new(Code::NotAHeaderName).with("name", name));
}

fn check_hostname(check: &mut Check, hostname: Option<&str>) {
    if let Some(hostname) = hostname {
        check.ensure(is_hostname(hostname), "hostname", Code::NotAHostname);
    }
}

/// Longest path: with a base path of 200 characters in front, escaped in a regular expression, it
/// stays within the 1024 of an HTTPRoute.
const MAX_PATH: usize = 600;

/// A path: starts with `/`, 1 to 600 characters of RFC 3986's `pchar` and `/`, no empty, `.` or `..`
/// segments, no escaped `/` (HTTPRoute's rules). A regular expression only has to start with `/`.
pub(crate) fn check_path(check: &mut Check, field: &str, path: &str, is_regex: bool) {
    let fine = path.starts_with('/') && path.chars().count() <= MAX_PATH && (is_regex || is_clean(path));
    check.ensure(fine, field, Code::NotAPath);
}

fn is_clean(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&b);
    let escapes_are_whole = path.split('%').skip(1).all(|rest| {
        rest.get(..2)
            .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()) && !hex.eq_ignore_ascii_case("2f"))
    });
    path.bytes().all(|b| plain(b) || b == b'%')
        && escapes_are_whole
        && !path.contains("//")
        && !path.split('/').any(|s| s == "." || s == "..")
}

fn check_regex(check: &mut Check, field: &str, pattern: &str) {
    if let Err(error) = regex_syntax::parse(pattern) {
        let detail = match error {
            regex_syntax::Error::Parse(e) => e.kind().to_string(),
            regex_syntax::Error::Translate(e) => e.kind().to_string(),
            _ => "it cannot be read".to_owned(),
        };
        check.fail(field, Reason::new(Code::NotARegex).with("detail", detail));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_what_an_http_route_takes() {
        for good in
            ["/", "/orders", "/v1.0/a:b", "/%C3%B6", "/a(b)*,;=@!~$&'+", &format!("/{}", "a".repeat(599))]
        {
            assert!(good.starts_with('/') && is_clean(good), "{good}");
        }
        for bad in
            ["/a b", "/ö", "/a//b", "/a/../b", "/.", "/a?b", "/a#b", "/%", "/%zz", "/a%2Fb", "/a|b", "/{id}"]
        {
            assert!(!is_clean(bad), "{bad}");
        }
        let mut check = Check::new();
        check_path(&mut check, "path", &format!("/{}", "a".repeat(600)), false);
        assert!(!check.is_ok());
    }

    #[test]
    fn headers_are_matched_once_each() {
        let header = |name: &str| ValueMatch { name: name.into(), kind: ValueKind::Exact, value: "1".into() };
        let mut route: Route = serde_json::from_value(serde_json::json!({
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
