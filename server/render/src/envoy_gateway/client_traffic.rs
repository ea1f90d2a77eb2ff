//! ClientTrafficPolicy: what happens on a listener before any route is looked up.

use serde_json::{Value, json};

use super::{CLIENT_ID, VERSION};
use crate::object::Owner;

/// The policy of a Gateway of the same name.
pub(crate) fn manifest(owner: &Owner, gateway: &str, about: &str) -> Value {
    let spec = json!({
        "targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": gateway}],
        // Only the gateway itself says who calls.
        "headers": {"earlyRequestHeaders": {"remove": [CLIENT_ID]}},
    });
    owner.object(VERSION, "ClientTrafficPolicy", gateway, about, json!({"spec": spec}))
}
