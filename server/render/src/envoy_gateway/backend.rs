//! Backend: addresses outside the cluster, and every address in standalone mode.

use std::net::IpAddr;

use domain::backend::{Backend, Endpoint};
use serde_json::{Value, json};

use super::{GROUP, VERSION};
use crate::{
    backend::{Target, is_http2},
    object::Owner,
};

/// How a route names it.
pub(crate) fn reference(name: &str) -> Value {
    json!({"group": GROUP, "kind": "Backend", "name": name})
}

/// The object.
pub(crate) fn manifest(owner: &Owner, about: &str, backend: &Backend, target: &Target<'_>) -> Value {
    let protocols = is_http2(backend).then(|| json!(["gateway.envoyproxy.io/h2c"]));
    let spec = json!({
        "type": "Endpoints",
        "endpoints": target.endpoints.iter().map(|e| endpoint(e)).collect::<Vec<_>>(),
        "appProtocols": protocols,
    });
    owner.object(VERSION, "Backend", &target.name, about, json!({"spec": spec}))
}

fn endpoint(endpoint: &Endpoint) -> Value {
    match endpoint.host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => json!({"ip": {"address": ip.to_string(), "port": endpoint.port}}),
        // The CRD's pattern refuses most shortened forms.
        Ok(IpAddr::V6(ip)) => {
            let groups: Vec<_> = ip.segments().iter().map(|s| format!("{s:x}")).collect();
            json!({"ip": {"address": groups.join(":"), "port": endpoint.port}})
        }
        Err(_) => {
            json!({"fqdn": {"hostname": endpoint.host.to_ascii_lowercase(), "port": endpoint.port}})
        }
    }
}
