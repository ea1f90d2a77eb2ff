//! A person's role in a tenant.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    id::{MembershipId, TenantId, UserId},
    role::Role,
};

/// What an operator says about a new membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MembershipSpec {
    /// In which tenant.
    pub tenant_id: TenantId,
    /// Who.
    pub user_id: UserId,
    /// As what.
    pub role: Role,
}

/// A membership as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// Who is what where.
    pub spec: MembershipSpec,
    /// The tenant's slug, so that lists need no further requests.
    pub tenant: String,
    /// The person's address, likewise.
    pub email: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}
