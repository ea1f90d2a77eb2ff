//! The envelope of every manifest: kind, name, labels, and the hash it should have.

use domain::{
    id::{GatewayId, ProductPublishId, TenantId},
    revision::Snapshot,
};
use serde_json::{Map, Value, json};

use crate::{canonical, name};

/// Says that an object is ours; the agent never touches one without it.
pub const MANAGED_BY: (&str, &str) = ("app.kubernetes.io/managed-by", "imp-gateway");
/// SHA-256 of the manifest without this annotation: drift is a difference from it.
pub const HASH: &str = "imp-gateway.dev/hash";

/// Publish of an object; the policies of a publish find its routes by it.
pub(crate) const PUBLISH: &str = "imp-gateway.dev/publish";
/// Which of a publish's limits and retries a route object is under.
pub(crate) const TRAFFIC: &str = "imp-gateway.dev/traffic";

/// Where objects live and what marks them.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    namespace: Option<String>,
    labels: Map<String, Value>,
}

impl Owner {
    /// Owner of the namespace itself.
    pub(crate) fn tenant(tenant: TenantId) -> Self {
        let mut labels = Map::new();
        labels.insert(MANAGED_BY.0.into(), MANAGED_BY.1.into());
        labels.insert("imp-gateway.dev/tenant".into(), tenant.to_string().into());
        Self { namespace: None, labels }
    }

    /// Owner of a gateway's objects, shared by publishes.
    pub(crate) fn gateway(tenant: TenantId, gateway: GatewayId) -> Self {
        Self::tenant(tenant).within(tenant).label("imp-gateway.dev/gateway", gateway.to_string())
    }

    /// Owner of a publish's objects.
    pub(crate) fn publish(tenant: TenantId, publish: ProductPublishId) -> Self {
        Self::tenant(tenant).within(tenant).label(PUBLISH, publish.to_string())
    }

    /// Owner of the objects that change with every revision.
    pub(crate) fn revision(snapshot: &Snapshot, revision: i32) -> Self {
        Self::publish(snapshot.tenant.id, snapshot.publish_id)
            .label("imp-gateway.dev/revision", revision.to_string())
    }

    fn within(mut self, tenant: TenantId) -> Self {
        self.namespace = Some(name::of(tenant));
        self
    }

    /// Adds a label.
    pub(crate) fn label(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.labels.insert(key.to_owned(), value.into());
        self
    }

    /// A manifest. `about` says in the provider's words what it came from; `body` holds the fields
    /// beside the envelope (`spec`, `data`, …), members that are `null` are left out.
    pub(crate) fn object(
        &self,
        api_version: &str,
        kind: &str,
        name: &str,
        about: &str,
        body: Value,
    ) -> Value {
        let mut metadata = json!({"name": name, "labels": self.labels});
        if let Some(namespace) = &self.namespace {
            metadata["namespace"] = namespace.as_str().into();
        }
        metadata["annotations"] = json!({"imp-gateway.dev/about": about});
        let mut manifest = json!({"apiVersion": api_version, "kind": kind, "metadata": metadata});
        if let (Value::Object(manifest), Value::Object(body)) = (&mut manifest, compact(body)) {
            manifest.extend(body);
        }
        let hash = canonical::sha256(&canonical::bytes(&manifest));
        manifest["metadata"]["annotations"][HASH] = hash.into();
        manifest
    }
}

/// Drops members that are `null`.
fn compact(value: Value) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .filter(|(_, inner)| !inner.is_null())
            .map(|(key, inner)| (key, compact(inner)))
            .collect(),
        Value::Array(list) => list.into_iter().map(compact).collect(),
        leaf => leaf,
    }
}

/// The list, or `null` when it is empty, which [`Owner::object`] leaves out.
pub(crate) fn list(items: Vec<Value>) -> Value {
    if items.is_empty() { Value::Null } else { items.into() }
}

/// Milliseconds as Gateway API writes durations (GEP-2257: at most five digits a unit).
pub(crate) fn duration(ms: u32) -> String {
    let parts = [(ms / 3_600_000, "h"), (ms / 60_000 % 60, "m"), (ms / 1000 % 60, "s"), (ms % 1000, "ms")];
    let text: String = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_short_numbers() {
        for (ms, text) in [
            (0, "0s"),
            (250, "250ms"),
            (1500, "1s500ms"),
            (3_600_000, "1h"),
            (3_599_999, "59m59s999ms"),
            (86_400_000, "24h"),
        ] {
            assert_eq!(duration(ms), text);
        }
    }
}
