//! The deploy item: backends first, then the routes that name them.

use serde_json::{Value, json};

use crate::{
    Input, backend,
    envoy_gateway::path_regex,
    layout::{RouteKind, RouteObject},
    name,
    object::{self, Owner},
};

/// The manifests in the order of applying.
pub(crate) fn manifests(input: &Input<'_>, routes: Vec<RouteObject<'_>>) -> Vec<Value> {
    let owner = Owner::revision(input.snapshot, input.revision);
    let mut manifests = backend::manifests(input, &owner);
    if routes.iter().any(|route| route.kind == RouteKind::Http) {
        manifests.extend(path_regex::manifests(input.snapshot, &owner));
    }
    let mut hostnames: Vec<_> = input.snapshot.hostnames.iter().collect();
    hostnames.sort();
    let product = &input.snapshot.product;
    for route in routes {
        let spec = json!({
            "parentRefs": [{
                "group": "gateway.networking.k8s.io",
                "kind": "Gateway",
                "name": name::of(input.snapshot.gateway.id),
            }],
            "hostnames": hostnames,
            "rules": route.rules,
        });
        let about = format!("product {} {}", product.name, product.version);
        let owner = owner.clone().label(object::TRAFFIC, route.traffic.label.as_str());
        manifests.push(owner.object(
            "gateway.networking.k8s.io/v1",
            route.kind.as_str(),
            &route.name,
            about.trim_end(),
            json!({"spec": spec}),
        ));
    }
    manifests
}
