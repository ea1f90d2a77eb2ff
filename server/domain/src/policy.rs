//! What happens to requests on the way. Authentication is not a policy: it is chosen when
//! publishing. To add a kind: a variant here, its capability, its rendering, its form.

mod cors;

use serde::{Deserialize, Serialize};

use crate::{
    api_service::MAX_ROUTES,
    draft::Check,
    name::Label,
    reason::{Code, Reason},
    role::text_enum,
    route::{HeaderChanges, MAX_TIMEOUT_MS, PathKind, Redirect, Rewrite},
};

pub use cors::Cors;

text_enum! {
    /// The kinds of policies.
    PolicyKind {
        /// Which browser origins may call.
        Cors = "cors",
        /// How often one may call.
        RateLimit = "rate_limit",
        /// Trying a backend again.
        Retry = "retry",
        /// How long a request may take.
        Timeout = "timeout",
        /// Setting, adding and removing headers.
        HeaderModifier = "header_modifier",
        /// Another path or host for the backend.
        UrlRewrite = "url_rewrite",
        /// Sending callers elsewhere.
        Redirect = "redirect",
    }
}

/// A policy with its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Unique within the service.
    pub name: String,
    /// A disabled policy is kept and not rendered.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Names of the routes it covers, at most 500; none means the whole service.
    #[serde(default)]
    pub routes: Vec<String>,
    /// Kind and settings.
    pub config: PolicyConfig,
}

const fn yes() -> bool {
    true
}

/// The settings of one kind, as `{"<kind>": {…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "documented on PolicyKind")]
pub enum PolicyConfig {
    Cors(Cors),
    RateLimit(RateLimit),
    Retry(Retry),
    Timeout(Timeout),
    HeaderModifier(HeaderModifier),
    UrlRewrite(Rewrite),
    Redirect(Redirect),
}

text_enum! {
    /// What a limit counts in.
    RateUnit {
        #[expect(missing_docs, reason = "itself")] Second = "second",
        #[expect(missing_docs, reason = "itself")] Minute = "minute",
        #[expect(missing_docs, reason = "itself")] Hour = "hour",
        #[expect(missing_docs, reason = "itself")] Day = "day",
    }
}

text_enum! {
    /// Whose requests are counted together.
    CountedPer {
        /// Everybody's.
        Service = "service",
        /// Those of one client address (auth mode none) or one application (api_key).
        Client = "client",
    }
}

/// How often one may call.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// 1 to 1,000,000.
    pub requests: u32,
    /// In which time.
    pub unit: RateUnit,
    /// Whose.
    #[serde(default = "client")]
    pub per: CountedPer,
}

const fn client() -> CountedPer {
    CountedPer::Client
}

text_enum! {
    /// When a request is tried again.
    RetryOn {
        /// Any 5xx answer, or none.
        ServerError = "5xx",
        /// 502, 503 or 504.
        GatewayError = "gateway-error",
        /// No connection.
        ConnectFailure = "connect-failure",
        /// The connection ended without an answer.
        Reset = "reset",
        /// 409.
        RetriableClientError = "retriable-4xx",
    }
}

/// Trying a backend again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Tries after the first, 1 to 10.
    pub attempts: u32,
    /// At least one.
    pub on: Vec<RetryOn>,
    /// Milliseconds each try may take, 1 to 3,600,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_try_timeout_ms: Option<u32>,
    /// Milliseconds before the second try, doubled each time, 1 to 60,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff_ms: Option<u32>,
}

/// How long a request may take. Routes with a timeout of their own keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Timeout {
    /// Milliseconds for the whole request, 1 to 3,600,000.
    pub request_ms: u32,
}

/// Header changes both ways.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HeaderModifier {
    /// On the way to the backend.
    #[serde(default)]
    pub request: HeaderChanges,
    /// On the way back.
    #[serde(default)]
    pub response: HeaderChanges,
}

impl PolicyConfig {
    /// Which kind.
    pub const fn kind(&self) -> PolicyKind {
        match self {
            Self::Cors(_) => PolicyKind::Cors,
            Self::RateLimit(_) => PolicyKind::RateLimit,
            Self::Retry(_) => PolicyKind::Retry,
            Self::Timeout(_) => PolicyKind::Timeout,
            Self::HeaderModifier(_) => PolicyKind::HeaderModifier,
            Self::UrlRewrite(_) => PolicyKind::UrlRewrite,
            Self::Redirect(_) => PolicyKind::Redirect,
        }
    }

    fn check(&self, check: &mut Check) {
        match self {
            Self::Cors(cors) => cors.check(check),
            Self::RateLimit(limit) => limit.check(check),
            Self::Retry(retry) => retry.check(check),
            Self::Timeout(timeout) => {
                check.ensure(
                    (1..=MAX_TIMEOUT_MS).contains(&timeout.request_ms),
                    "request_ms",
                    range(1, MAX_TIMEOUT_MS),
                );
            }
            Self::HeaderModifier(headers) => {
                let any = !headers.request.is_empty() || !headers.response.is_empty();
                check.ensure(any, "", Reason::new(Code::TooFew).with("min", 1));
                check.within("request", |c| headers.request.check(c));
                check.within("response", |c| headers.response.check(c));
            }
            // Whether the covered routes are prefix matches is known to the whole service alone.
            Self::UrlRewrite(rewrite) => {
                let any = rewrite.path.is_some() || rewrite.hostname.is_some();
                check.ensure(any, "", Reason::new(Code::TooFew).with("min", 1));
                rewrite.check(check, PathKind::Prefix);
            }
            Self::Redirect(redirect) => redirect.check(check, PathKind::Prefix),
        }
    }
}

impl Policy {
    /// Checks everything that can be said without the rest of the service.
    pub fn check(&self, check: &mut Check) {
        check.parse::<Label>("name", &self.name);
        check.length("routes", self.routes.len(), 0, MAX_ROUTES);
        check.within(&format!("config.{}", self.config.kind()), |c| self.config.check(c));
    }

    /// Whether it covers a route of its service.
    pub fn covers(&self, route: &str) -> bool {
        self.routes.is_empty() || self.routes.iter().any(|r| r == route)
    }
}

fn range(min: u32, max: u32) -> Reason {
    Reason::new(Code::OutOfRange).with("min", min).with("max", max)
}

impl RateLimit {
    /// Most requests in one unit.
    pub const MAX: u32 = 1_000_000;

    /// Checks the bounds.
    pub fn check(&self, check: &mut Check) {
        check.ensure((1..=Self::MAX).contains(&self.requests), "requests", range(1, Self::MAX));
    }
}

impl Retry {
    fn check(&self, check: &mut Check) {
        check.ensure((1..=10).contains(&self.attempts), "attempts", range(1, 10));
        check.length("on", self.on.len(), 1, RetryOn::ALL.len());
        if let Some(ms) = self.per_try_timeout_ms {
            check.ensure((1..=MAX_TIMEOUT_MS).contains(&ms), "per_try_timeout_ms", range(1, MAX_TIMEOUT_MS));
        }
        if let Some(ms) = self.backoff_ms {
            check.ensure((1..=60_000).contains(&ms), "backoff_ms", range(1, 60_000));
        }
    }
}
