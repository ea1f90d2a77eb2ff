//! What a publish asks of a cluster's gateway, and whether the cluster has it. A capability that is
//! missing is refused before anything is written, never dropped.

use std::collections::BTreeSet;

use domain::{
    cluster::{Capability, ClusterSpec, FoundCapabilities},
    policy::PolicyKind,
    product_publish::AuthMode,
};

use crate::{backend, rule, subject::Subject};

/// What a cluster's gateway can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    all: BTreeSet<Capability>,
    /// Whether the gateway runs beside what it serves, in Envoy Gateway's standalone mode.
    standalone: bool,
}

impl Capabilities {
    /// From the kind of target the agent reported and what an operator declared.
    ///
    /// A directory has the Backend API without a word: its files feed Envoy Gateway's standalone
    /// mode, where Backend is the only way to name an address. So has a cluster whose agent has not
    /// said yet what it is, because a directory is the default. Standalone mode has no rate limit
    /// service, so limits need an operator's word everywhere.
    pub fn new(target: &str, declared: &[Capability]) -> Self {
        let mut all: BTreeSet<_> = declared.iter().copied().collect();
        let standalone = matches!(target, "" | "directory");
        if standalone {
            all.insert(Capability::BackendApi);
        }
        Self { all, standalone }
    }

    /// Those of a cluster as stored.
    pub fn of_cluster(spec: &ClusterSpec, found: Option<&FoundCapabilities>) -> Self {
        Self::new(found.map_or("", |f| &f.target), &spec.declared)
    }

    /// Whether one is there.
    pub fn has(&self, capability: Capability) -> bool {
        self.all.contains(&capability)
    }

    /// Whether a backend's name may be without a dot, as names in one machine or one Docker network
    /// are. In Kubernetes Envoy Gateway refuses them.
    pub const fn resolves_short_names(&self) -> bool {
        self.standalone
    }
}

/// What asks for a capability.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    /// A policy, as `service/policy`.
    Policy(String),
    /// A backend, as `service/backend`.
    Backend(String),
    /// A plan's limits.
    Plan(String),
}

/// One thing a snapshot needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Who needs it.
    pub asker: Asker,
    /// What is needed.
    pub capability: Capability,
}

/// What a kind of policy needs beyond Gateway API and what Envoy Gateway can always do.
const fn needed_by(kind: PolicyKind) -> Option<Capability> {
    match kind {
        PolicyKind::RateLimit => Some(Capability::GlobalRateLimit),
        PolicyKind::Cors
        | PolicyKind::Retry
        | PolicyKind::Timeout
        | PolicyKind::HeaderModifier
        | PolicyKind::UrlRewrite
        | PolicyKind::Redirect => None,
    }
}

/// Everything a publish needs, sorted.
pub fn needed<'a>(subject: impl Into<Subject<'a>>) -> Vec<Need> {
    let subject = subject.into();
    let mut needs = BTreeSet::new();
    for service in subject.services {
        let full = |name: &str| format!("{}/{name}", service.spec.name);
        for policy in service.spec.policies.iter().filter(|p| p.enabled) {
            if let Some(capability) = needed_by(policy.config.kind()) {
                needs.insert(Need { asker: Asker::Policy(full(&policy.name)), capability });
            }
        }
    }
    for (service, backend) in rule::backends(subject) {
        if !backend::is_by_address(backend) {
            let name = format!("{}/{}", service.spec.name, backend.name);
            needs.insert(Need { asker: Asker::Backend(name), capability: Capability::BackendApi });
        }
    }
    // Without keys nobody has a plan.
    if subject.auth_mode == AuthMode::ApiKey {
        for plan in subject.plans {
            if plan.spec.rate_limit.is_some() || plan.spec.quota.is_some() {
                let asker = Asker::Plan(plan.spec.name.clone());
                needs.insert(Need { asker, capability: Capability::GlobalRateLimit });
            }
        }
    }
    needs.into_iter().collect()
}
