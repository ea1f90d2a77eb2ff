//! What the agent says about an item.

use serde::{Deserialize, Serialize};

use crate::{
    manifest::Manifest,
    model::{Desired, Version},
};

/// How an item, or one of its objects, came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Written or accepted, and the inventory is stored.
    Applied,
    /// A gateway controller has confirmed it.
    Programmed,
    /// There, but not quite as asked.
    Degraded,
    /// Not applied; the message says why.
    Failed,
    /// A tombstone was carried out.
    Removed,
}

/// One object of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceStatus {
    /// For instance `gateway.networking.k8s.io/v1`.
    pub api_version: String,
    /// For instance `HTTPRoute`.
    pub kind: String,
    /// Empty for objects of the whole cluster.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// How it came out.
    pub phase: Phase,
    /// Why, when it is not well.
    pub message: String,
}

impl ResourceStatus {
    /// An object that came out like this, with nothing more to say.
    pub fn of(manifest: &Manifest, phase: Phase) -> Self {
        Self {
            api_version: manifest.api_version.clone(),
            kind: manifest.kind.clone(),
            namespace: manifest.namespace.clone(),
            name: manifest.name.clone(),
            phase,
            message: String::new(),
        }
    }
}

/// What happened to an item, before it has a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was worked on.
    pub version: Version,
    /// Its hash; empty for tombstones and where it is not known.
    pub hash: String,
    /// How it came out.
    pub phase: Phase,
    /// In words; empty when all went well and nothing had to be put right.
    pub message: String,
    /// Trying again cannot help.
    pub terminal: bool,
    /// The objects.
    pub resources: Vec<ResourceStatus>,
}

impl Outcome {
    /// A wish that came out like this, with nothing more to say.
    pub fn of(wish: &Desired, phase: Phase) -> Self {
        Self {
            version: wish.version,
            hash: wish.hash().to_owned(),
            phase,
            message: String::new(),
            terminal: false,
            resources: Vec::new(),
        }
    }
}

/// An outcome on its way to the server, kept until the server has stored it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its number: rises with every report.
    pub seq: u64,
    /// The command it answers, when there was one.
    pub command: Option<String>,
    /// What it says.
    pub outcome: Outcome,
}

/// The gist of the last report about an item, so that the agent says news only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// About which wish.
    pub version: Version,
    /// What was said.
    pub phase: Phase,
    /// And in which words.
    pub message: String,
}

impl From<&Outcome> for Told {
    fn from(outcome: &Outcome) -> Self {
        Self { version: outcome.version, phase: outcome.phase, message: outcome.message.clone() }
    }
}
