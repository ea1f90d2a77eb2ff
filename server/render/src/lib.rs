//! From what was published to Kubernetes manifests: a pure function, deterministic to the byte, and
//! the only place on the server that knows Kubernetes kinds.
//!
//! [`check()`] says what stands in the way and [`warnings()`] what may surprise; [`render`] writes the items an agent applies. The
//! order of lists in the input never matters.
//!
//! Gateway API's kinds (`gateway`, `http_route`, `grpc_route`) are shared by all
//! implementations; what only Envoy Gateway knows lies in `envoy_gateway`. A new kind of policy
//! joins [`capability`] and either `filter` (inside a rule) or `layout` and the implementation's
//! policies (around whole objects).

pub mod access_set;
mod backend;
mod backend_tls;
pub mod canonical;
pub mod capability;
mod check;
mod deploy;
mod envoy_gateway;
mod filter;
mod gateway;
mod grpc_route;
mod http_route;
mod layout;
mod matching;
mod name;
mod object;
mod path;
mod rule;
mod service;
mod subject;
mod tenant;
mod warning;
pub mod yaml;

use domain::{
    item::{ItemKey, ItemKind},
    revision::Snapshot,
};
use serde_json::Value;

pub use crate::{
    access_set::AccessSet,
    capability::{Capabilities, needed},
    check::check,
    object::{HASH, MANAGED_BY},
    subject::Subject,
    warning::warnings,
};

/// Everything rendering depends on.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// What was published.
    pub snapshot: &'a Snapshot,
    /// Its number within the publish; a label on the routes.
    pub revision: i32,
    /// Who may call.
    pub access: &'a AccessSet,
    /// What the cluster's gateway can do.
    pub capabilities: &'a Capabilities,
}

/// A unit of desired state.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub key: ItemKey,
    /// In the order of applying.
    pub manifests: Vec<Value>,
    /// The canonical JSON array of the manifests: what is stored, and what an agent fetches.
    pub content: Vec<u8>,
    /// SHA-256 of the content.
    pub hash: String,
}

/// The four items of a publish, in the order of applying: tenant, gateway, access, deploy. An item
/// may be without manifests (access, when everybody may call without limits); it is there all the
/// same, so that what an earlier revision had is removed.
///
/// The snapshot has passed its validation and [`check()`].
pub fn render(input: &Input<'_>) -> Vec<Item> {
    let snapshot = input.snapshot;
    let routes = layout::of(input);
    let publish = snapshot.publish_id.to_string();
    vec![
        item(ItemKind::Tenant, snapshot.tenant.id.to_string(), tenant::manifests(&snapshot.tenant)),
        item(ItemKind::Gateway, snapshot.gateway.id.to_string(), gateway::manifests(snapshot)),
        item(ItemKind::Access, publish.clone(), envoy_gateway::access::manifests(input, &routes)),
        item(ItemKind::Deploy, publish, deploy::manifests(input, routes)),
    ]
}

fn item(kind: ItemKind, subject: String, manifests: Vec<Value>) -> Item {
    let content = canonical::bytes(&Value::Array(manifests.clone()));
    let hash = canonical::sha256(&content);
    Item { key: ItemKey { kind, subject }, manifests, content, hash }
}
