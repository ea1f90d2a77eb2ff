//! What the pages of one publish show.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::ProductPublish;
use crate::{
    item::{ItemKey, Observation},
    reason::{Code, Reason},
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
    /// Whether an agent of the cluster is connected now.
    pub agent_online: bool,
}

/// What publishing would send, for looking at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishPreview {
    /// In the order of applying.
    pub items: Vec<PreviewItem>,
    /// What may surprise, although nothing stands in the way.
    pub warnings: Vec<PreviewWarning>,
}

/// Something to know before publishing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewWarning {
    /// A stable, machine-readable cause.
    pub code: Code,
    /// The English sentence.
    pub message: String,
    /// What belongs into the sentence, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl From<PreviewWarning> for Reason {
    fn from(warning: PreviewWarning) -> Self {
        let params = warning.params.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect();
        Self { code: warning.code, params }
    }
}

impl From<Reason> for PreviewWarning {
    fn from(reason: Reason) -> Self {
        let message = reason.message();
        let params = reason.params.into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
        Self { code: reason.code, message, params }
    }
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
