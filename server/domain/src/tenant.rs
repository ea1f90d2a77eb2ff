//! A company or a team: what it offers or uses belongs to it.

use serde::{Deserialize, Serialize};

use crate::role::text_enum;

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
