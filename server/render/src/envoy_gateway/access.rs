//! The access item: Secrets, then the policies that name them. One SecurityPolicy and one
//! BackendTrafficPolicy cover a route object; each may cover many.

use std::collections::BTreeMap;

use domain::product_publish::AuthMode;
use serde_json::{Value, json};

use super::{secret, security, traffic};
use crate::{
    Input,
    layout::{RouteObject, Security, Traffic},
    name,
    object::Owner,
};

/// The manifests in the order of applying; none when everybody may call without limits.
pub(crate) fn manifests(input: &Input<'_>, routes: &[RouteObject<'_>]) -> Vec<Value> {
    let owner = Owner::publish(input.snapshot.tenant.id, input.snapshot.publish_id);
    let keys = match input.snapshot.auth_mode {
        AuthMode::None => Vec::new(),
        AuthMode::ApiKey => secret::manifests(input, &owner),
    };
    let secrets: Vec<&str> = keys.iter().filter_map(|s| s["metadata"]["name"].as_str()).collect();

    let mut securities: BTreeMap<&str, (&Security<'_>, Vec<Value>)> = BTreeMap::new();
    let mut traffics: BTreeMap<&str, (&Traffic<'_>, Vec<Value>)> = BTreeMap::new();
    for route in routes {
        let reference =
            json!({"group": "gateway.networking.k8s.io", "kind": route.kind.as_str(), "name": route.name});
        let (_, targets) = securities.entry(&route.security.key).or_insert((&route.security, Vec::new()));
        targets.push(reference.clone());
        let (_, targets) = traffics.entry(&route.traffic.key).or_insert((&route.traffic, Vec::new()));
        targets.push(reference);
    }
    let named = |sort: &str, key: &str| name::part(input.snapshot.publish_id, &[sort, key]);
    let mut policies = Vec::new();
    for (key, (security, targets)) in securities {
        policies.extend(security::manifest(
            input,
            &owner,
            &named("security", key),
            security,
            targets,
            &secrets,
        ));
    }
    for (key, (traffic, targets)) in traffics {
        policies.extend(traffic::manifest(input, &owner, &named("traffic", key), traffic, targets));
    }
    keys.into_iter().chain(policies).collect()
}
