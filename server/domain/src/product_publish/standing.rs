//! What of a publish is on its cluster, as the frozen revisions say; its draft may say something else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AuthMode, Environment, PublishStatus};
use crate::id::ProductPublishId;

/// How a publish stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The revision that serves, else the one on its way; `None` when nothing is on the cluster.
    pub published: Option<Published>,
    /// Whether publishing now would send something else than the wanted revision.
    pub unpublished_changes: bool,
}

/// One revision's values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Number of the revision.
    pub number: i32,
    /// Whether it serves; otherwise it is on its way.
    pub serves: bool,
    /// What for.
    pub environment: Environment,
    /// Title of the cluster; once it is gone, its name at that time.
    pub cluster: String,
    /// Title of the gateway at that time.
    pub gateway: String,
    /// Names it answers to.
    pub hostnames: Vec<String>,
    /// In front of every route's path; `/` for none.
    pub base_path: String,
    /// How callers prove who they are.
    pub auth_mode: AuthMode,
}

/// A publish as the operator of its cluster sees it: that it is there, not what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deployment {
    /// Its id.
    pub id: ProductPublishId,
    /// Name of the tenant it belongs to.
    pub tenant: String,
    /// Title of the product.
    pub product: String,
    /// What for.
    pub environment: Environment,
    /// Where it is.
    pub status: PublishStatus,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}
