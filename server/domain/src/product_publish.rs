//! A product on one cluster in one environment, and the states it passes through.

mod standing;
mod status;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    draft::Check,
    gateway::hostname_covers,
    id::{ApiServiceId, ClusterId, GatewayId, PlanId, ProductId, ProductPublishId},
    item::Observation,
    labels::{self, Labels},
    name::is_hostname,
    reason::{Code, Reason},
    role::text_enum,
    route::check_path,
};

pub use standing::{Deployment, Published, Standing};
pub use status::{PublishEvent, PublishStatus};

text_enum! {
    /// What a publish is for.
    Environment {
        /// Development.
        Dev = "dev",
        /// Staging.
        Staging = "staging",
        /// Production.
        Prod = "prod",
    }
}

text_enum! {
    /// How callers prove who they are.
    AuthMode {
        /// They do not; limits count per client address.
        None = "none",
        /// A key in a header.
        ApiKey = "api_key",
    }
}

text_enum! {
    /// Who finds a publish in the marketplace.
    Visibility {
        /// Everybody who may look at the marketplace.
        Public = "public",
        /// Nobody who was not invited.
        Private = "private",
    }
}

/// What a provider says about a publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductPublishSpec {
    /// What is published; fixed once made.
    pub product_id: ProductId,
    /// Where to; fixed while it is there.
    pub cluster_id: ClusterId,
    /// What for.
    pub environment: Environment,
    /// Template of the listeners; a draft may do without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<GatewayId>,
    /// Names it answers to; 1 to 16, a draft may have none.
    #[serde(default)]
    pub hostnames: Vec<String>,
    /// In front of every route's path; `/` for none. At most 200 characters.
    #[serde(default = "root")]
    pub base_path: String,
    /// How callers prove who they are.
    pub auth_mode: AuthMode,
    /// Details of the auth mode.
    #[serde(default)]
    pub auth_config: AuthConfig,
    /// The product's services that are published.
    pub api_services: Vec<ApiServiceId>,
    /// The product's plans that are offered; none with auth mode none.
    #[serde(default)]
    pub plans: Vec<PlanId>,
    /// Who finds it.
    #[serde(default = "private")]
    pub visibility: Visibility,
    /// For filtering.
    #[serde(default)]
    pub labels: Labels,
}

fn root() -> String {
    "/".to_owned()
}

const fn private() -> Visibility {
    Visibility::Private
}

/// Details of an auth mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Header that carries the key, with auth mode api_key.
    #[serde(default = "key_header")]
    pub api_key_header: String,
}

fn key_header() -> String {
    "x-api-key".to_owned()
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self { api_key_header: key_header() }
    }
}

impl ProductPublishSpec {
    /// The checked and tidied spec of a draft, or every invalid field. What only a complete publish
    /// needs is asked by [`Self::check_complete`].
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn validate(mut self) -> Result<Self> {
        let mut check = Check::new();
        let too_many = |max: usize| Reason::new(Code::TooMany).with("max", max);
        check.ensure(self.hostnames.len() <= 16, "hostnames", too_many(16));
        for hostname in &mut self.hostnames {
            *hostname = hostname.trim().to_ascii_lowercase();
        }
        for (i, hostname) in self.hostnames.iter().enumerate() {
            let field = format!("hostnames[{i}]");
            let name = hostname.strip_prefix("*.").unwrap_or(hostname);
            check.ensure(is_hostname(name) && name.contains('.'), &field, Code::NotAHostname);
            let repeated = self.hostnames[..i].contains(hostname);
            check.ensure(!repeated, &field, Reason::new(Code::Duplicate).with("value", hostname));
        }
        let base = self.base_path.trim().trim_end_matches('/');
        self.base_path = if base.is_empty() { root() } else { base.to_owned() };
        check_path(&mut check, "base_path", &self.base_path, false);
        check.ensure(self.base_path.len() <= 200, "base_path", Reason::new(Code::TooLong).with("max", 200));
        let header = &self.auth_config.api_key_header;
        let reason = Reason::new(Code::NotAHeaderName).with("name", header);
        check.ensure(crate::name::is_header_name(header), "auth_config.api_key_header", reason);
        check.ensure(self.api_services.len() <= 50, "api_services", too_many(50));
        check.ensure(self.plans.len() <= 50, "plans", too_many(50));
        labels::check(&mut check, &self.labels);
        check.finish(|| Some(self))
    }

    /// Records what a draft may still lack but a publish may not.
    pub fn check_complete(&self, check: &mut Check) {
        check.ensure(self.gateway_id.is_some(), "gateway_id", Code::Required);
        check.ensure(!self.hostnames.is_empty(), "hostnames", Reason::new(Code::TooFew).with("min", 1));
        check.ensure(!self.api_services.is_empty(), "api_services", Code::NothingToPublish);
    }
}

/// Whether a request could belong to both claims: the hostnames meet, and one base path lies within
/// the other (whole segments).
pub fn claims_overlap(a: (&str, &str), b: (&str, &str)) -> bool {
    let hosts = a.0 == b.0 || hostname_covers(a.0, b.0) || hostname_covers(b.0, a.0);
    let within = |outer: &str, inner: &str| {
        outer == "/" || inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
    };
    hosts && (within(a.1, b.1) || within(b.1, a.1))
}

/// A publish as stored, with what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductPublish {
    /// Its id.
    pub id: ProductPublishId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// What the provider said.
    pub spec: ProductPublishSpec,
    /// Where it is.
    pub status: PublishStatus,
    /// Why, when it is not well; in the agent's or the controller's words.
    pub message: String,
    /// Number of the revision that is wanted; `null` before the first.
    pub current_revision: Option<i32>,
    /// Number of the revision that serves, as reported; `null` when none does.
    pub serving_revision: Option<i32>,
    /// Names for people, so that lists need no further requests.
    pub names: PublishNames,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Names of what a publish refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishNames {
    /// Title of the product.
    pub product: String,
    /// Name of the cluster.
    pub cluster: String,
    /// Title of the gateway; empty when none is chosen.
    pub gateway: String,
    /// "directory" or "kubernetes", as the cluster's agent says; empty when it never connected.
    pub target: String,
}

/// Item by item, what is wanted and what is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemStatus {
    /// What is wanted, and of which generation.
    pub generation: i64,
    /// SHA-256 of what is wanted; `null` when it should be gone.
    pub hash: Option<String>,
    /// Newest report; `null` before the first.
    pub observed: Option<Observation>,
    /// How often the agent was told in vain, when it is being told again.
    pub attempt: i32,
    /// Whether the report is about what is wanted.
    pub up_to_date: bool,
    /// What it is.
    pub key: crate::item::ItemKey,
}

/// Everything the detail page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishDetail {
    /// The publish.
    pub publish: ProductPublish,
    /// In the order of applying.
    pub items: Vec<ItemStatus>,
    /// Newest first.
    pub revisions: Vec<crate::revision::RevisionSummary>,
    /// Whether an agent of the cluster is connected now.
    pub agent_online: bool,
}

/// What publishing would send, for looking at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishPreview {
    /// In the order of applying.
    pub items: Vec<PreviewItem>,
}

/// One item of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewItem {
    /// What it is.
    pub key: crate::item::ItemKey,
    /// SHA-256 of the content.
    pub hash: String,
    /// Whether it differs from what the cluster should have now.
    pub changed: bool,
    /// YAML documents, separated by `---`.
    pub yaml: String,
    /// The YAML the cluster should have now; empty when it has none.
    pub live_yaml: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_meet_by_host_and_path() {
        let cases = [
            (("a.example.com", "/"), ("a.example.com", "/v1"), true),
            (("a.example.com", "/v1"), ("a.example.com", "/v1/orders"), true),
            (("a.example.com", "/v1"), ("a.example.com", "/v10"), false),
            (("a.example.com", "/v1"), ("b.example.com", "/v1"), false),
            (("*.example.com", "/v1"), ("b.example.com", "/v1"), true),
        ];
        for (a, b, expected) in cases {
            assert_eq!(claims_overlap(a, b), expected, "{a:?} {b:?}");
            assert_eq!(claims_overlap(b, a), expected, "{b:?} {a:?}");
        }
    }
}
