//! A company or a team: what it offers or uses belongs to it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    draft::Check,
    id::TenantId,
    labels::{self, Labels},
    name::{Label, Title, is_hostname},
    reason::Code,
    role::text_enum,
};

text_enum! {
    /// Whether a tenant may change anything.
    TenantStatus {
        /// It may.
        Active = "active",
        /// It may only look; what is live stays live.
        Suspended = "suspended",
    }
}

/// How many of each noun a tenant may have; `None` for any number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// API services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_services: Option<u32>,
    /// Gateways.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateways: Option<u32>,
    /// Products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<u32>,
    /// Publishes, whatever their status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_publishes: Option<u32>,
}

/// What an operator says about a tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TenantSpec {
    /// Unique, as in URLs; 2 to 40 lower-case letters, digits and hyphens.
    pub slug: String,
    /// For people, 1 to 100 characters.
    pub name: String,
    /// Whether it offers APIs.
    #[serde(default)]
    pub is_provider: bool,
    /// Whether it uses APIs.
    #[serde(default)]
    pub is_customer: bool,
    /// DNS names under which it may publish. At most 50.
    #[serde(default)]
    pub hostname_suffixes: Vec<String>,
    /// How much it may have.
    #[serde(default)]
    pub limits: Limits,
    /// For filtering.
    #[serde(default)]
    pub labels: Labels,
}

/// A tenant as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// What the operator said.
    pub spec: TenantSpec,
    /// Whether it may change anything.
    pub status: TenantStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl TenantSpec {
    /// The checked and tidied spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn validate(mut self) -> Result<Self> {
        let mut check = Check::new();
        self.check(&mut check);
        check.finish(|| Some(self))
    }

    /// Checks and tidies each field.
    pub fn check(&mut self, check: &mut Check) {
        check.parse::<Label>("slug", &self.slug);
        if let Some(name) = check.parse::<Title>("name", &self.name) {
            self.name = name.into();
        }
        check.ensure(self.is_provider || self.is_customer, "is_provider", Code::Required);
        let few = check.length("hostname_suffixes", self.hostname_suffixes.len(), 0, 50);
        for (i, suffix) in self.hostname_suffixes.iter_mut().enumerate().filter(|_| few) {
            *suffix = suffix.trim().trim_start_matches("*.").trim_start_matches('.').to_ascii_lowercase();
            check.ensure(is_hostname(suffix), &format!("hostname_suffixes[{i}]"), Code::NotAHostname);
        }
        labels::check(check, &self.labels);
        check.storable(self);
    }
}
