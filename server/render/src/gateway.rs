//! The gateway item: the Gateway of a template, shared by the provider's publishes, and the listener
//! policy of the implementation.

use domain::{
    gateway::{Listener, ListenerProtocol},
    revision::Snapshot,
};
use serde_json::{Value, json};

use crate::{envoy_gateway::client_traffic, name, object::Owner};

/// The Gateway and what belongs to its listeners. Nothing of the publish is in them: another
/// publish on the same gateway renders the same bytes.
pub(crate) fn manifests(snapshot: &Snapshot) -> Vec<Value> {
    let gateway = &snapshot.gateway;
    let owner = Owner::gateway(snapshot.tenant.id, gateway.id);
    let name = name::of(gateway.id);
    let about = format!("gateway {}", gateway.spec.name);
    let mut listeners: Vec<_> = gateway.spec.listeners.iter().collect();
    listeners.sort_by(|a, b| a.name.cmp(&b.name));
    let spec = json!({
        "gatewayClassName": gateway.spec.gateway_class.as_ref().unwrap_or(&snapshot.cluster.gateway_class),
        "listeners": listeners.into_iter().map(listener).collect::<Vec<_>>(),
    });
    vec![
        owner.object("gateway.networking.k8s.io/v1", "Gateway", &name, &about, json!({"spec": spec})),
        client_traffic::manifest(&owner, &name, &about),
    ]
}

fn listener(listener: &Listener) -> Value {
    let (protocol, certificate) = match listener.protocol {
        ListenerProtocol::Http => ("HTTP", None),
        ListenerProtocol::Https => ("HTTPS", listener.certificate.as_ref()),
    };
    let tls = certificate.map(|name| {
        let name = name.to_ascii_lowercase();
        json!({"mode": "Terminate", "certificateRefs": [{"group": "", "kind": "Secret", "name": name}]})
    });
    json!({
        "name": listener.name,
        "port": listener.port,
        "protocol": protocol,
        "hostname": listener.hostname.as_ref().map(|h| h.to_ascii_lowercase()),
        "tls": tls,
        // A tenant's gateway carries that tenant's routes alone.
        "allowedRoutes": {"namespaces": {"from": "Same"}},
    })
}
