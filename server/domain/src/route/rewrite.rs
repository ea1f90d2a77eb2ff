//! Where a request goes instead of where it was sent: rewritten for the backend, or redirected.

use serde::{Deserialize, Serialize};

use super::{
    PathKind,
    syntax::{check_hostname, check_path},
};
use crate::{
    draft::Check,
    reason::{Code, Reason},
    role::text_enum,
};

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
    /// Another `Host`: a DNS name, no IP address.
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
    /// Another host: a DNS name, no IP address.
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
        check_path(check, "path.value", &self.value);
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
