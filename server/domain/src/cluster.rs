//! Where publishes go: a Kubernetes cluster, or a directory, that an agent applies to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    agent::Presence,
    draft::Check,
    id::{ClusterId, TenantId},
    labels::{self, Labels},
    name::{Label, Title, is_object_name},
    product_publish::Environment,
    reason::Code,
    role::text_enum,
};

/// Most tenants that a cluster can be open to by name.
pub const MAX_TENANTS: usize = 500;

text_enum! {
    /// Whether a cluster takes deployments.
    ClusterStatus {
        /// It does.
        Active = "active",
        /// No new publishes for now; what is there goes on, and withdrawals are carried out.
        Maintenance = "maintenance",
        /// No publishes any more; withdrawals are carried out.
        Retired = "retired",
    }
}

impl ClusterStatus {
    /// Whether the status may become the other one; retiring is final.
    pub const fn may_become(self, next: Self) -> bool {
        !matches!((self, next), (Self::Retired, Self::Active | Self::Maintenance))
    }

    /// Whether new agents may join. Those that are there stay: what is withdrawn has to be removed.
    pub const fn takes_agents(self) -> bool {
        !matches!(self, Self::Retired)
    }
}

text_enum! {
    /// Which protocol version agents speak.
    ProtocolPin {
        /// The highest both sides know.
        Auto = "auto",
        /// Version 1.
        V1 = "v1",
    }
}

text_enum! {
    /// What a cluster's gateway can do although no CRD shows it.
    Capability {
        /// A rate limit service shared by all proxies is configured.
        GlobalRateLimit = "global_rate_limit",
        /// The `Backend` resource is switched on (addresses outside the cluster).
        BackendApi = "backend_api",
    }
}

/// What an agent found when it connected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundCapabilities {
    /// "directory" or "kubernetes".
    pub target: String,
    /// Empty on other targets.
    pub kubernetes_version: String,
    /// Empty when unknown.
    pub gateway_api_version: String,
    /// Behind the GatewayClass; empty when unknown.
    pub implementation: String,
    /// Full names of the custom resource definitions.
    pub crds: Vec<String>,
}

/// What an operator says about a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClusterSpec {
    /// Unique; 2 to 40 lower-case letters, digits and hyphens.
    pub name: String,
    /// For people, 1 to 100 characters.
    pub title: String,
    /// Where it is, such as `eu-central-1`; at most 40 characters.
    #[serde(default)]
    pub region: String,
    /// What may be published there; at least one.
    pub environments: Vec<Environment>,
    /// Who may publish there, at most 500; `null` for every provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenants: Option<Vec<TenantId>>,
    /// GatewayClass of gateways that name none.
    #[serde(default = "default_class")]
    pub gateway_class: String,
    /// What the gateway can do although no CRD shows it.
    #[serde(default)]
    pub declared: Vec<Capability>,
    /// Which protocol version agents speak.
    #[serde(default = "auto")]
    pub protocol_pin: ProtocolPin,
    /// For filtering.
    #[serde(default)]
    pub labels: Labels,
}

fn default_class() -> String {
    "envoy-gateway".to_owned()
}

const fn auto() -> ProtocolPin {
    ProtocolPin::Auto
}

impl ClusterSpec {
    /// The checked and tidied spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn validate(mut self) -> Result<Self> {
        let mut check = Check::new();
        self.check(&mut check);
        check.finish(|| Some(self))
    }

    /// Checks and tidies each field.
    pub fn check(&mut self, check: &mut Check) {
        check.parse::<Label>("name", &self.name);
        if let Some(title) = check.parse::<Title>("title", &self.title) {
            self.title = title.into();
        }
        self.region = check.text("region", &self.region, 40);
        self.environments.sort_unstable();
        self.environments.dedup();
        self.declared.sort_unstable();
        self.declared.dedup();
        check.length("environments", self.environments.len(), 1, Environment::ALL.len());
        check.length("tenants", self.tenants.as_ref().map_or(0, Vec::len), 0, MAX_TENANTS);
        check.ensure(is_object_name(&self.gateway_class), "gateway_class", Code::NotAnObjectName);
        labels::check(check, &self.labels);
        check.storable(self);
    }

    /// Whether a tenant may publish there.
    pub fn allows_tenant(&self, tenant: TenantId) -> bool {
        self.tenants.as_ref().is_none_or(|list| list.contains(&tenant))
    }
}

/// A cluster as stored, with what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cluster {
    /// Its id.
    pub id: ClusterId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// What the operator said.
    pub spec: ClusterSpec,
    /// Whether it takes deployments.
    pub status: ClusterStatus,
    /// What its agent found; `null` before the first connection.
    pub found: Option<FoundCapabilities>,
    /// The best presence among its agents; `null` when none is registered.
    pub presence: Option<Presence>,
    /// Publishes that claim something on it.
    pub publishes: u64,
    /// Counter of its desired state.
    pub generation: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a provider sees of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterChoice {
    /// Its id.
    pub id: ClusterId,
    /// Its name.
    pub name: String,
    /// For people.
    pub title: String,
    /// Where it is.
    pub region: String,
    /// What may be published there.
    pub environments: Vec<Environment>,
    /// What its gateway can do although no CRD shows it.
    pub declared: Vec<Capability>,
    /// "directory" or "kubernetes"; empty before its agent's first connection.
    pub target: String,
    /// Whether an agent is there.
    pub presence: Option<Presence>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_and_every_other() {
        use ClusterStatus::{Active, Maintenance, Retired};
        let table = [
            (Active, [true, true, true]),
            (Maintenance, [true, true, true]),
            (Retired, [false, false, true]),
        ];
        assert_eq!(table.len(), ClusterStatus::ALL.len());
        for (status, row) in table {
            for (next, expected) in [Active, Maintenance, Retired].into_iter().zip(row) {
                assert_eq!(status.may_become(next), expected, "{status} to {next}");
            }
        }
    }
}
