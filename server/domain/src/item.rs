//! Units of desired state: what an agent is told about, one by one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::role::text_enum;

text_enum! {
    /// What an item holds. Each item owns its objects alone.
    ItemKind {
        /// A provider tenant's namespace.
        Tenant = "tenant",
        /// A Gateway and its listener policy, shared by publishes.
        Gateway = "gateway",
        /// Who may call a publish, and how often.
        Access = "access",
        /// Routes and backends of a publish.
        Deploy = "deploy",
    }
}

text_enum! {
    /// What an agent said about an item or one of its objects.
    Phase {
        /// Written, or accepted by the API server, and the inventory is stored.
        Applied = "applied",
        /// A gateway controller has confirmed it.
        Programmed = "programmed",
        /// Serving, but not as asked.
        Degraded = "degraded",
        /// Not applied; the message says why.
        Failed = "failed",
        /// A tombstone was carried out: its objects are gone.
        Removed = "removed",
    }
}

/// One item of one cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemKey {
    /// What it holds.
    pub kind: ItemKind,
    /// Id of what it belongs to: `ten_…`, `gtw_…` or `pub_…`.
    pub subject: String,
}

/// A condition in the controller's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Condition {
    /// Such as `Accepted`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// One word.
    pub reason: String,
    /// A sentence.
    pub message: String,
}

/// What became of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceStatus {
    /// Such as `gateway.networking.k8s.io/v1`.
    pub api_version: String,
    /// Such as `HTTPRoute`.
    pub kind: String,
    /// Empty for objects without one.
    pub namespace: String,
    /// The object's name.
    pub name: String,
    /// What became of it.
    pub phase: Phase,
    /// Why, when it is not well.
    pub message: String,
    /// What the cluster says.
    pub conditions: Vec<Condition>,
}

/// The newest report about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Observation {
    /// Which item.
    pub key: ItemKey,
    /// Cluster counter the report is about.
    pub generation: i64,
    /// SHA-256 of the content the report is about.
    pub hash: String,
    /// What became of it.
    pub phase: Phase,
    /// Why, when it is not well.
    pub message: String,
    /// Object by object.
    pub resources: Vec<ResourceStatus>,
    /// When the report was stored.
    pub reported_at: DateTime<Utc>,
}
