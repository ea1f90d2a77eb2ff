//! The access item: Secrets, then the policies that name them. A publish has one SecurityPolicy; a
//! BackendTrafficPolicy covers every route object with the same limits and retries.

use std::collections::BTreeMap;

use domain::product_publish::AuthMode;
use serde_json::{Value, json};

use super::{secret, security, traffic};
use crate::{
    Input,
    layout::{RouteObject, Traffic},
    object::{self, Owner},
};

/// The manifests in the order of applying; none when everybody may call without limits.
pub(crate) fn manifests(input: &Input<'_>, routes: &[RouteObject<'_>]) -> Vec<Value> {
    let owner = Owner::publish(input.snapshot.tenant.id, input.snapshot.publish_id);
    let mut manifests = Vec::new();
    if input.snapshot.auth_mode == AuthMode::ApiKey {
        let secrets = secret::manifests(input, &owner);
        let targets = targets(input, routes, None);
        let policy = security::manifest(input, &owner, &targets, &secrets);
        manifests.extend(secrets);
        manifests.push(policy);
    }
    let traffics: BTreeMap<&str, &Traffic<'_>> =
        routes.iter().map(|route| (route.traffic.label.as_str(), &route.traffic)).collect();
    for traffic in traffics.into_values() {
        let targets = targets(input, routes, Some(&traffic.label));
        manifests.extend(traffic::manifest(input, &owner, &targets, traffic));
    }
    manifests
}

/// What a policy covers: all route objects of the publish, or those of one kind of traffic.
///
/// By label, because access is applied before deploy: until then the objects of the revision before
/// still serve, of either kind, and those that this revision no longer has would be open to
/// everybody. By name too, because Envoy Gateway's standalone mode reads no labels.
fn targets(input: &Input<'_>, routes: &[RouteObject<'_>], traffic: Option<&str>) -> Value {
    const GROUP: &str = "gateway.networking.k8s.io";
    let publish = input.snapshot.publish_id.to_string();
    let labels = json!({object::PUBLISH: publish, object::TRAFFIC: traffic});
    let selector = |kind: &str| json!({"group": GROUP, "kind": kind, "matchLabels": labels});
    let covered = routes.iter().filter(|route| traffic.is_none_or(|label| label == route.traffic.label));
    let names = covered.map(|r| json!({"group": GROUP, "kind": r.kind.as_str(), "name": r.name}));
    json!({
        "targetSelectors": [selector("HTTPRoute"), selector("GRPCRoute")],
        "targetRefs": object::list(names.collect()),
    })
}
