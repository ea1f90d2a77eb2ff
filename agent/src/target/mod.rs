//! What the work is done to. To add a target: a module with a type that implements [`Target`].

use std::future::Future;

use crate::{
    decide::Observed,
    manifest::Manifest,
    model::{Content, Hash, ItemKey, Version},
    report::ResourceStatus,
};

mod directory;
mod memory;

pub use directory::Directory;
pub use memory::Memory;

/// An item with its content, ready to be applied.
#[derive(Debug, Clone)]
pub struct Item {
    /// The cluster that the agent serves, as its inventory says it.
    pub cluster: String,
    /// Which item.
    pub key: ItemKey,
    /// Which wish.
    pub version: Version,
    /// The content's hash.
    pub hash: Hash,
    /// Its objects, in the order of applying.
    pub manifests: Vec<Manifest>,
}

/// A tombstone to carry out.
#[derive(Debug, Clone)]
pub struct Removal {
    /// The cluster that the agent serves.
    pub cluster: String,
    /// Which item.
    pub key: ItemKey,
    /// Which wish.
    pub version: Version,
}

/// The target is as wished.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The item's objects.
    pub resources: Vec<ResourceStatus>,
    /// What is left over although it should be gone, and why; empty when all is as asked.
    pub left: Vec<String>,
}

/// The target is not as wished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Why, in words for the person who has to mend it.
    pub message: String,
    /// Trying again cannot help.
    pub terminal: bool,
    /// The item's objects, as far as is known.
    pub resources: Vec<ResourceStatus>,
}

impl Failure {
    /// A failure that may pass.
    pub fn passing(message: impl Into<String>) -> Self {
        Self { message: message.into(), terminal: false, resources: Vec::new() }
    }

    /// A failure of the content itself.
    pub fn terminal(message: impl Into<String>) -> Self {
        Self { message: message.into(), terminal: true, resources: Vec::new() }
    }
}

/// What a target's own inventory says about an item: it heals an agent that lost its cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Which item.
    pub key: ItemKey,
    /// The newest wish that was begun.
    pub version: Version,
    /// Its content.
    pub content: Content,
    /// Whether it was finished.
    pub complete: bool,
}

/// The target cannot be worked on by this process at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Taken(pub String);

/// Somewhere that manifests can be applied to.
///
/// `apply` and `remove` keep to one order, so that a crash at any point can be continued: write the
/// superset of the inventory, apply, verify, prune what the inventory lists and carries our label,
/// write the latest set. Objects of others are never touched.
pub trait Target: Send + Sync + 'static {
    /// Its name on the wire: `directory`, `kubernetes`.
    fn name(&self) -> &'static str;

    /// Makes sure that no other agent works on it. A target that cannot be reached is no error
    /// here: that shows, with its reason, when an item is applied.
    ///
    /// # Errors
    /// [`Taken`] names who has it.
    fn claim(&self) -> impl Future<Output = Result<(), Taken>> + Send;

    /// What its inventory lists for this cluster.
    fn inventory(&self, cluster: &str) -> impl Future<Output = Vec<Recorded>> + Send;

    /// Whether an item is there as it should be.
    fn observe(&self, item: Item) -> impl Future<Output = Observed> + Send;

    /// Makes an item be there as it should be.
    fn apply(&self, item: Item) -> impl Future<Output = Result<Applied, Failure>> + Send;

    /// Removes an item; one that is not there is removed already.
    fn remove(&self, removal: Removal) -> impl Future<Output = Result<(), Failure>> + Send;
}
