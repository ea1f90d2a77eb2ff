//! Cross-origin requests of browsers.

use serde::{Deserialize, Serialize};

use super::range;
use crate::{
    draft::Check,
    name::{is_header_name, is_hostname},
    reason::{Code, Reason},
    route::Method,
};

/// Which browser origins may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// Origins such as `https://shop.example.com`, or `*` alone. 1 to 64.
    pub allow_origins: Vec<String>,
    /// Methods a preflight may ask for; none means GET, HEAD and POST.
    #[serde(default)]
    pub allow_methods: Vec<Method>,
    /// Request headers a preflight may ask for.
    #[serde(default)]
    pub allow_headers: Vec<String>,
    /// Response headers scripts may read.
    #[serde(default)]
    pub expose_headers: Vec<String>,
    /// Whether cookies and credentials may be sent; not together with `*`.
    #[serde(default)]
    pub allow_credentials: bool,
    /// Seconds a preflight's answer may be kept, 1 to 86,400.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age_s: Option<u32>,
}

impl Cors {
    pub(super) fn check(&self, check: &mut Check) {
        let few = check.length("allow_origins", self.allow_origins.len(), 1, 64);
        let any = self.allow_origins.iter().any(|o| o == "*");
        for (i, origin) in self.allow_origins.iter().enumerate().filter(|_| few) {
            let fine = origin == "*" && self.allow_origins.len() == 1 || is_origin(origin);
            check.ensure(fine, &format!("allow_origins[{i}]"), Code::NotAUrl);
        }
        if any && self.allow_credentials {
            let reason = Reason::new(Code::NotAnOption).with("value", "true").with("options", "false");
            check.fail("allow_credentials", reason);
        }
        for (names, field) in
            [(&self.allow_headers, "allow_headers"), (&self.expose_headers, "expose_headers")]
        {
            let few = check.length(field, names.len(), 0, 64);
            for (i, name) in names.iter().enumerate().filter(|_| few) {
                let reason = Reason::new(Code::NotAHeaderName).with("name", name);
                check.ensure(is_header_name(name), &format!("{field}[{i}]"), reason);
            }
        }
        if let Some(age) = self.max_age_s {
            check.ensure((1..=86_400).contains(&age), "max_age_s", range(1, 86_400));
        }
    }
}

/// `scheme://host[:port]` without a path, as browsers send it; at most 253 characters, and the host
/// is no IPv6 address (SecurityPolicy's pattern).
fn is_origin(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(is_hostname)
            && url.origin().ascii_serialization() == text.to_lowercase()
            && text.len() <= 253
    })
}
