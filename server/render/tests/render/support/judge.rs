//! Judges a whole render: every manifest by its schema, and all of them by how they fit together.

use std::collections::{BTreeMap, BTreeSet};

use domain::{product_publish::AuthMode, revision::Snapshot};
use render::{HASH, Item, MANAGED_BY, canonical};
use serde_json::Value;

use super::{envoy_gateway, validate::problems};

type Object = (String, String);

/// Panics with everything that is wrong.
#[track_caller]
pub(crate) fn judge(snapshot: &Snapshot, items: &[Item]) {
    let found = complaints(snapshot, items);
    assert!(found.is_empty(), "{found:#?}");
}

/// Everything that is wrong with a render: by the schemas, by how the objects fit together, and by
/// what Envoy Gateway makes of them.
pub(crate) fn complaints(snapshot: &Snapshot, items: &[Item]) -> Vec<String> {
    let mut found = Vec::new();
    let mut objects: BTreeSet<Object> = BTreeSet::new();
    let mut policies: BTreeMap<(Object, String), usize> = BTreeMap::new();
    let routes: Vec<&Value> = items.iter().flat_map(|i| &i.manifests).filter(|m| is_route(m)).collect();
    for item in items {
        if canonical::sha256(&item.content) != item.hash {
            found.push(format!("{:?}: the hash is not that of the content", item.key));
        }
        for manifest in &item.manifests {
            found.extend(problems(manifest));
            found.extend(envelope(manifest));
            let object = named(manifest, &manifest["metadata"]);
            if !objects.insert(object.clone()) {
                found.push(format!("{object:?} is there twice"));
            }
            let selected = selected(manifest, &routes);
            if manifest["spec"].get("targetSelectors").is_some() && selected.is_empty() && !routes.is_empty()
            {
                found.push(format!("{object:?} selects nothing"));
            }
            let named: BTreeSet<Object> = targets(manifest).into_iter().collect();
            if !selected.is_empty() && selected.iter().cloned().collect::<BTreeSet<_>>() != named {
                found.push(format!("{object:?} selects {selected:?} but names {named:?}"));
            }
            for target in named {
                *policies.entry((target, object.0.clone())).or_default() += 1;
            }
        }
    }
    for manifest in items.iter().flat_map(|item| &item.manifests) {
        for reference in references(manifest) {
            if !objects.contains(&reference) {
                found.push(format!(
                    "{:?} names {reference:?}, which is not there",
                    manifest["metadata"]["name"]
                ));
            }
        }
    }
    let guarded = policies.keys().filter(|(_, policy)| policy == "SecurityPolicy").count();
    let to_guard = match snapshot.auth_mode {
        AuthMode::None => 0,
        AuthMode::ApiKey => routes.len(),
    };
    if guarded != to_guard {
        found.push(format!("{guarded} of {} routes are guarded instead of {to_guard}", routes.len()));
    }
    found.extend(envoy_gateway::complaints(items));
    let several = policies.iter().filter(|(_, count)| **count > 1);
    found.extend(several.map(|((target, policy), count)| format!("{count} {policy} over {target:?}")));
    found
}

/// The label that makes an object ours, the namespace, and the hash.
fn envelope(manifest: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let metadata = &manifest["metadata"];
    if metadata["labels"][MANAGED_BY.0] != MANAGED_BY.1 {
        found.push(format!("{}: not marked as ours", metadata["name"]));
    }
    if (manifest["kind"] == "Namespace") != metadata["namespace"].is_null() {
        found.push(format!("{}: wrong namespace", metadata["name"]));
    }
    let mut bare = manifest.clone();
    let hash = bare["metadata"]["annotations"].as_object_mut().and_then(|a| a.remove(HASH));
    if hash != Some(canonical::sha256(&canonical::bytes(&bare)).into()) {
        found.push(format!("{}: wrong hash", metadata["name"]));
    }
    found
}

/// What must be among the objects: targets of policies, backends of routes, Secrets, ConfigMaps,
/// filters, the gateway, the namespace. Certificates of listeners are the operator's.
fn references(manifest: &Value) -> Vec<Object> {
    let mut found = targets(manifest);
    if let Some(namespace) = manifest["metadata"]["namespace"].as_str() {
        found.push(("Namespace".to_owned(), namespace.to_owned()));
    }
    collect(manifest, &mut found);
    found
}

fn targets(manifest: &Value) -> Vec<Object> {
    let list = manifest["spec"]["targetRefs"].as_array();
    list.into_iter().flatten().map(|target| named(target, target)).collect()
}

fn is_route(manifest: &Value) -> bool {
    manifest["kind"].as_str().is_some_and(|kind| kind.ends_with("Route"))
}

/// The routes a policy finds by label.
fn selected(policy: &Value, routes: &[&Value]) -> Vec<Object> {
    let selectors = policy["spec"]["targetSelectors"].as_array();
    let finds = |selector: &Value, route: &Value| {
        let labels = selector["matchLabels"].as_object();
        selector["kind"] == route["kind"]
            && labels.is_some_and(|l| l.iter().all(|(key, value)| route["metadata"]["labels"][key] == *value))
    };
    let found = |route: &&&Value| selectors.into_iter().flatten().any(|s| finds(s, route));
    routes.iter().filter(found).map(|route| named(route, &route["metadata"])).collect()
}

fn collect(value: &Value, found: &mut Vec<Object>) {
    match value {
        Value::Object(object) => {
            for (field, inner) in object {
                let lists = ["backendRefs", "parentRefs", "credentialRefs", "caCertificateRefs"];
                if lists.contains(&field.as_str()) {
                    found.extend(inner.as_array().into_iter().flatten().map(|r| named(r, r)));
                } else if field == "extensionRef" {
                    found.push(named(inner, inner));
                } else {
                    collect(inner, found);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

fn named(kind: &Value, name: &Value) -> Object {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    (text(&kind["kind"]), text(&name["name"]))
}
