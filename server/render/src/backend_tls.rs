//! How a backend proves itself: BackendTLSPolicy, and the ConfigMap with its certificates.

use domain::backend::Backend;
use serde_json::{Value, json};

use crate::{backend::Target, envoy_gateway, object::Owner, service};

/// The policy over every object of a backend, after the certificates it names.
pub(crate) fn manifests(
    owner: &Owner,
    name: &str,
    about: &str,
    backend: &Backend,
    targets: &[Target<'_>],
    with_api: bool,
) -> Vec<Value> {
    let tls = backend.tls.clone().unwrap_or_default();
    let hostname = backend.tls_name().unwrap_or_default();
    let target = |target: &Target<'_>| {
        let mut reference = if with_api {
            envoy_gateway::backend::reference(&target.name)
        } else {
            service::reference(&target.name)
        };
        // A policy names whole objects, not ports.
        if let Some(fields) = reference.as_object_mut() {
            fields.remove("port");
        }
        reference
    };
    let trust = match &tls.ca_pem {
        Some(_) => json!({
            "hostname": hostname,
            "caCertificateRefs": [{"group": "", "kind": "ConfigMap", "name": name}],
        }),
        None => json!({"hostname": hostname, "wellKnownCACertificates": "System"}),
    };
    let spec = json!({"targetRefs": targets.iter().map(target).collect::<Vec<_>>(), "validation": trust});
    let policy =
        owner.object("gateway.networking.k8s.io/v1", "BackendTLSPolicy", name, about, json!({"spec": spec}));
    let certificates = tls.ca_pem.map(|pem| {
        let data = json!({"ca.crt": format!("{}\n", pem.trim())});
        owner.object("v1", "ConfigMap", name, about, json!({"data": data}))
    });
    certificates.into_iter().chain([policy]).collect()
}
