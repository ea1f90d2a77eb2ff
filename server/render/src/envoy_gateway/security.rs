//! SecurityPolicy: who may call.

use serde_json::{Value, json};

use super::{CLIENT_ID, VERSION};
use crate::{Input, name, object::Owner};

/// The policy of auth mode api_key over every route object of a publish.
pub(super) fn manifest(input: &Input<'_>, owner: &Owner, targets: &Value, secrets: &[Value]) -> Value {
    let header = input.snapshot.auth_config.api_key_header.to_ascii_lowercase();
    let reference =
        |secret: &Value| json!({"group": "", "kind": "Secret", "name": secret["metadata"]["name"]});
    // Envoy takes the listener's keys, which are another publish's, for a route that has none of its
    // own (ApiKeyAuthPerRoute.credentials): without keys only a refusal keeps everybody out.
    let nobody = input.access.applications.iter().all(|a| a.credentials.is_empty());
    let spec = json!({
        "targetSelectors": targets["targetSelectors"],
        "targetRefs": targets["targetRefs"],
        "apiKeyAuth": {
            "credentialRefs": secrets.iter().map(reference).collect::<Vec<_>>(),
            "extractFrom": [{"headers": [header]}],
            "forwardClientIDHeader": CLIENT_ID,
            "sanitize": true,
        },
        "authorization": nobody.then(|| json!({"defaultAction": "Deny"})),
    });
    let name = name::part(input.snapshot.publish_id, &["security"]);
    owner.object(VERSION, "SecurityPolicy", &name, "auth mode api_key", json!({"spec": spec}))
}
