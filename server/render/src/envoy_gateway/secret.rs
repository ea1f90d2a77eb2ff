//! The Secrets that hold a publish's keys: client id to key. What is stored here are references;
//! keys are put in when an agent fetches the item. They go into `data`: Envoy Gateway's standalone
//! mode does not read `stringData`, which only an API server turns into `data`.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{Input, name, object::Owner};

/// Keys in one Secret: with some 250 bytes each, half of the 1 MiB that Kubernetes takes.
const SHARD: usize = 2000;

/// The Secrets of a publish; one at least, because a policy that names a missing one answers every
/// request with 500.
pub(super) fn manifests(input: &Input<'_>, owner: &Owner) -> Vec<Value> {
    let mut keys = BTreeMap::new();
    for application in &input.access.applications {
        for credential in &application.credentials {
            keys.insert(application.client_id(credential), STANDARD.encode(credential.reference()));
        }
    }
    let keys: Vec<_> = keys.into_iter().collect();
    let shards = if keys.is_empty() { vec![&[][..]] } else { keys.chunks(SHARD).collect() };
    let secret = |(i, shard): (usize, &[(String, String)])| {
        let name = name::part(input.snapshot.publish_id, &["keys", &i.to_string()]);
        let data: BTreeMap<_, _> = shard.iter().cloned().collect();
        owner.object("v1", "Secret", &name, "api keys", json!({"type": "Opaque", "data": data}))
    };
    shards.into_iter().enumerate().map(secret).collect()
}
