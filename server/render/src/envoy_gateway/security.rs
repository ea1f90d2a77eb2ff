//! SecurityPolicy: keys and cross-origin calls.

use domain::{policy::Cors, product_publish::AuthMode, route::Method};
use serde_json::{Value, json};

use super::{CLIENT_ID, VERSION};
use crate::{
    Input,
    layout::Security,
    object::{Owner, duration, list},
};

/// The policy over route objects; `None` when there is nothing to say.
pub(super) fn manifest(
    input: &Input<'_>,
    owner: &Owner,
    name: &str,
    security: &Security<'_>,
    targets: Vec<Value>,
    secrets: &[&str],
) -> Option<Value> {
    let with_keys = input.snapshot.auth_mode == AuthMode::ApiKey;
    if !with_keys && security.cors.is_none() {
        return None;
    }
    let header = input.snapshot.auth_config.api_key_header.to_ascii_lowercase();
    let references = |name: &&str| json!({"group": "", "kind": "Secret", "name": name});
    let api_key = with_keys.then(|| {
        json!({
            "credentialRefs": secrets.iter().map(references).collect::<Vec<_>>(),
            "extractFrom": [{"headers": [header]}],
            "forwardClientIDHeader": CLIENT_ID,
            "sanitize": true,
        })
    });
    // Envoy takes the listener's keys, another publish's, for a route that has none of its own
    // (ApiKeyAuthPerRoute.credentials): without keys only a refusal keeps everybody out.
    let nobody = with_keys && input.access.applications.iter().all(|a| a.credentials.is_empty());
    let spec = json!({
        "targetRefs": targets,
        "apiKeyAuth": api_key,
        "authorization": nobody.then(|| json!({"defaultAction": "Deny"})),
        "cors": security.cors.map(cors),
    });
    Some(owner.object(VERSION, "SecurityPolicy", name, &about(input), json!({"spec": spec})))
}

fn about(input: &Input<'_>) -> String {
    format!("auth mode {}", input.snapshot.auth_mode)
}

fn cors(cors: &Cors) -> Value {
    let sorted = |texts: Vec<String>| {
        let mut texts = texts;
        texts.sort_unstable();
        texts.dedup();
        list(texts.into_iter().map(Value::from).collect())
    };
    let names = |names: &[String]| sorted(names.iter().map(|n| n.to_ascii_lowercase()).collect());
    let methods: &[Method] = if cors.allow_methods.is_empty() {
        &[Method::Get, Method::Head, Method::Post]
    } else {
        &cors.allow_methods
    };
    json!({
        "allowOrigins": names(&cors.allow_origins),
        "allowMethods": sorted(methods.iter().map(ToString::to_string).collect()),
        "allowHeaders": names(&cors.allow_headers),
        "exposeHeaders": names(&cors.expose_headers),
        "allowCredentials": cors.allow_credentials,
        "maxAge": cors.max_age_s.map(|s| duration(s * 1000)),
    })
}
