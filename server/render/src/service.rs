//! Backends by IP address in core Kubernetes: a headless Service without a selector and its
//! EndpointSlices, for clusters without the Backend API.

use std::{collections::BTreeMap, net::IpAddr};

use domain::backend::Backend;
use serde_json::{Value, json};

use crate::{
    backend::{Target, is_http2},
    object::Owner,
};

/// The port that routes name; the slices say where it leads.
const PORT: u16 = 80;
const PORT_NAME: &str = "api";

/// How a route names it.
pub(crate) fn reference(name: &str) -> Value {
    json!({"group": "", "kind": "Service", "name": name, "port": PORT})
}

/// The Service, then a slice per address family and port.
pub(crate) fn manifests(owner: &Owner, about: &str, backend: &Backend, target: &Target<'_>) -> Vec<Value> {
    let protocol = is_http2(backend).then_some("kubernetes.io/h2c");
    let spec = json!({
        "clusterIP": "None",
        "ports": [{"name": PORT_NAME, "port": PORT, "appProtocol": protocol}],
    });
    let mut slices: BTreeMap<(&str, u16), Vec<Value>> = BTreeMap::new();
    for endpoint in &target.endpoints {
        let family = match endpoint.host.parse::<IpAddr>() {
            Ok(IpAddr::V4(_)) => "IPv4",
            Ok(IpAddr::V6(_)) => "IPv6",
            Err(_) => continue,
        };
        slices.entry((family, endpoint.port)).or_default().push(json!({"addresses": [endpoint.host]}));
    }
    let slice = |((family, port), endpoints): ((&str, u16), Vec<Value>)| {
        let name = format!("{}-{}-{port}", target.name, family.to_ascii_lowercase());
        let body = json!({
            "addressType": family,
            "endpoints": endpoints,
            "ports": [{"name": PORT_NAME, "port": port, "appProtocol": protocol}],
        });
        let owner = owner.clone().label("kubernetes.io/service-name", target.name.as_str());
        owner.object("discovery.k8s.io/v1", "EndpointSlice", &name, about, body)
    };
    let service = owner.object("v1", "Service", &target.name, about, json!({"spec": spec}));
    std::iter::once(service).chain(slices.into_iter().map(slice)).collect()
}
