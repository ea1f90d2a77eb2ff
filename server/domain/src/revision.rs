//! What was published, frozen: a revision never changes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    api_service::ApiServiceSpec,
    gateway::GatewaySpec,
    id::{ApiServiceId, ClusterId, GatewayId, PlanId, ProductId, ProductPublishId, RevisionId, TenantId},
    plan::PlanSpec,
    product_publish::{AuthConfig, AuthMode, Environment, Visibility},
};

/// Everything rendering needs, complete in itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Who publishes.
    pub tenant: TenantRef,
    /// Of which publish.
    pub publish_id: ProductPublishId,
    /// Where to.
    pub cluster: ClusterRef,
    /// What.
    pub product: ProductRef,
    /// What for.
    pub environment: Environment,
    /// Listeners.
    pub gateway: GatewaySnapshot,
    /// Names it answers to, lower case, at least one.
    pub hostnames: Vec<String>,
    /// In front of every route's path; `/` for none, otherwise without a trailing slash.
    pub base_path: String,
    /// How callers prove who they are.
    pub auth_mode: AuthMode,
    /// Details of the auth mode.
    pub auth_config: AuthConfig,
    /// Services in the order of their ids.
    pub services: Vec<ServiceSnapshot>,
    /// Plans in the order of their ids.
    pub plans: Vec<PlanSnapshot>,
    /// Who finds it.
    pub visibility: Visibility,
}

/// A tenant in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantRef {
    /// Its id.
    pub id: TenantId,
    /// Its slug at that time.
    pub slug: String,
}

/// A cluster in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterRef {
    /// Its id.
    pub id: ClusterId,
    /// Its name at that time.
    pub name: String,
    /// Its GatewayClass at that time.
    pub gateway_class: String,
}

/// A product in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRef {
    /// Its id.
    pub id: ProductId,
    /// Its name at that time.
    pub name: String,
    /// Its version at that time.
    pub version: String,
}

/// A gateway in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewaySnapshot {
    /// Its id.
    pub id: GatewayId,
    /// What it said at that time.
    pub spec: GatewaySpec,
}

/// An API service in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceSnapshot {
    /// Its id.
    pub id: ApiServiceId,
    /// What it said at that time.
    pub spec: ApiServiceSpec,
}

/// A plan in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSnapshot {
    /// Its id.
    pub id: PlanId,
    /// What it said at that time.
    pub spec: PlanSpec,
}

/// One line of a publish's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevisionSummary {
    /// Its id.
    pub id: RevisionId,
    /// 1, 2, 3 … within the publish.
    pub number: i32,
    /// SHA-256 of the snapshot.
    pub spec_hash: String,
    /// Who made it, as in the audit log.
    pub author: String,
    /// Why, in their words.
    pub note: String,
    /// When.
    pub created_at: DateTime<Utc>,
}
