//! What the pages of one publish show.

use serde::{Deserialize, Serialize};

use super::ProductPublish;
use crate::{
    item::{ItemKey, Observation},
    revision::RevisionSummary,
};

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
    pub key: ItemKey,
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
    pub revisions: Vec<RevisionSummary>,
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
    pub key: ItemKey,
    /// SHA-256 of the content.
    pub hash: String,
    /// Whether it differs from what the cluster should have now.
    pub changed: bool,
    /// YAML documents, separated by `---`.
    pub yaml: String,
    /// The YAML the cluster should have now; empty when it has none.
    pub live_yaml: String,
}
