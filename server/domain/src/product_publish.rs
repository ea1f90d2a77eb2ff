//! A product on one cluster in one environment, and the states it passes through.

mod claim;
mod detail;
mod standing;
mod status;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    draft::Check,
    id::{ApiServiceId, ClusterId, GatewayId, PlanId, ProductId, ProductPublishId},
    labels::{self, Labels},
    name::is_dns_name,
    reason::{Code, Reason},
    role::text_enum,
    route::check_path,
};

pub use claim::{Claim, Overlap};
pub use detail::{ItemStatus, PreviewItem, PublishDetail, PublishPreview};
pub use standing::{Deployment, Published, Standing};
pub use status::{PublishEvent, PublishStatus};

/// Most API services, and most plans, of one publish.
pub const MAX_PARTS: usize = 50;

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
        self.check(&mut check);
        check.finish(|| Some(self))
    }

    /// Checks and tidies each field of a draft.
    pub fn check(&mut self, check: &mut Check) {
        let few = check.length("hostnames", self.hostnames.len(), 0, 16);
        for hostname in &mut self.hostnames {
            *hostname = hostname.trim().to_ascii_lowercase();
        }
        for (i, hostname) in self.hostnames.iter().enumerate().filter(|_| few) {
            let field = format!("hostnames[{i}]");
            let name = hostname.strip_prefix("*.").unwrap_or(hostname);
            check.ensure(is_dns_name(name) && name.contains('.'), &field, Code::NotAHostname);
            let repeated = self.hostnames[..i].contains(hostname);
            check.ensure(!repeated, &field, Reason::new(Code::Duplicate).with("value", hostname));
        }
        let base = self.base_path.trim().trim_end_matches('/');
        self.base_path = if base.is_empty() { root() } else { base.to_owned() };
        check_path(check, "base_path", &self.base_path);
        check.ensure(self.base_path.len() <= 200, "base_path", Reason::new(Code::TooLong).with("max", 200));
        let header = &self.auth_config.api_key_header;
        let reason = Reason::new(Code::NotAHeaderName).with("name", header);
        let usable = crate::name::is_header_name(header)
            // What names the caller is taken off every request before keys are looked at; and a key
            // cannot be the host.
            && !["x-client-id", "host"].iter().any(|taken| header.eq_ignore_ascii_case(taken));
        check.ensure(usable, "auth_config.api_key_header", reason);
        check.length("api_services", self.api_services.len(), 0, MAX_PARTS);
        check.length("plans", self.plans.len(), 0, MAX_PARTS);
        self.check_callers(check);
        labels::check(check, &self.labels);
        check.storable(self);
    }

    /// Records what a draft may still lack but a publish may not.
    pub fn check_complete(&self, check: &mut Check) {
        check.ensure(self.gateway_id.is_some(), "gateway_id", Code::Required);
        check.ensure(!self.hostnames.is_empty(), "hostnames", Reason::new(Code::TooFew).with("min", 1));
        check.ensure(!self.api_services.is_empty(), "api_services", Code::NothingToPublish);
        self.check_callers(check);
    }

    /// Without callers who prove who they are there are no subscriptions, so no plans.
    fn check_callers(&self, check: &mut Check) {
        let fits = self.plans.is_empty() || self.auth_mode != AuthMode::None;
        check.ensure(fits, "plans", Code::PlansNeedCallers);
    }
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
    /// Title of the cluster.
    pub cluster: String,
    /// Title of the gateway; empty when none is chosen.
    pub gateway: String,
    /// "directory" or "kubernetes", as the cluster's agent says; empty when it never connected.
    pub target: String,
}
