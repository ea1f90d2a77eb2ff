//! What rendering depends on besides gateway and hostnames, so that a draft can be asked about before
//! those are chosen.

use domain::{
    product_publish::AuthMode,
    revision::{PlanSnapshot, ServiceSnapshot, Snapshot},
};

/// A publish, or a draft of one.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Name of the cluster, for what is said about it.
    pub cluster: &'a str,
    /// In front of every route's path; `/` for none, otherwise without a trailing slash.
    pub base_path: &'a str,
    /// How callers prove who they are.
    pub auth_mode: AuthMode,
    /// In any order.
    pub services: &'a [ServiceSnapshot],
    /// In any order.
    pub plans: &'a [PlanSnapshot],
}

impl<'a> From<&'a Snapshot> for Subject<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        Self {
            cluster: &snapshot.cluster.name,
            base_path: &snapshot.base_path,
            auth_mode: snapshot.auth_mode,
            services: &snapshot.services,
            plans: &snapshot.plans,
        }
    }
}
