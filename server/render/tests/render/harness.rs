//! The judge itself on trial: it must refuse what the API server refuses, for the right reason.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{
    crds::{KINDS, load, place},
    rules::{EXCEPTIONS, compile},
    validate::problems,
};

fn route() -> Value {
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "orders", "namespace": "acme", "labels": {}, "annotations": {}},
        "spec": {
            "parentRefs": [{"name": "edge"}],
            "hostnames": ["api.example.com"],
            "rules": [{
                "matches": [{"path": {"type": "PathPrefix", "value": "/orders"}, "method": "GET"}],
                "backendRefs": [{"name": "orders", "port": 80}],
            }],
        },
    })
}

/// Changes one place of the good route and expects one complaint that contains the text.
#[track_caller]
fn refused(pointer: &str, value: Value, complaint: &str) {
    let mut manifest = route();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    manifest.pointer_mut(parent).unwrap()[field] = value;
    let found = problems(&manifest);
    assert!(found.iter().any(|p| p.contains(complaint)), "{pointer}: {found:#?}");
}

#[test]
fn a_good_route_passes() {
    assert_eq!(problems(&route()), Vec::<String>::new());
}

#[test]
fn what_the_schema_forbids_is_refused() {
    refused("/spec/colour", json!("red"), "'colour' was unexpected");
    refused("/spec/rules/0/matches/0/method", json!("FETCH"), "\"FETCH\" is not one of");
    refused("/spec/rules/0/matches/0/path/type", json!("Glob"), "\"Glob\" is not one of");
    refused("/spec/rules/0/timeouts", json!({"request": "5 s"}), "does not match");
    refused("/spec/rules/0/backendRefs/0/port", json!(70_000), "70000 is greater than");
    refused("/metadata/name", json!("a".repeat(64)), "longer than 63 characters");
    refused("/metadata/labels/team", json!("a b"), "does not match");
    refused("/kind", json!("Route"), "no kind Route");
}

#[test]
fn a_broken_rule_is_refused() {
    let path = "/spec/rules/0/matches/0/path/value";
    refused(path, json!("orders"), "value must be an absolute path and start with '/'");
    refused(path, json!("/a//b"), "must not contain '//'");
    refused(path, json!("/ö"), "must only contain valid characters");
    refused(
        "/spec/rules/0/timeouts",
        json!({"request": "1s", "backendRequest": "2s"}),
        "backendRequest timeout",
    );
    let redirect = json!([{"type": "RequestRedirect", "requestRedirect": {"statusCode": 302}}]);
    refused(
        "/spec/rules/0/filters",
        redirect,
        "RequestRedirect filter must not be used together with backendRefs",
    );
    let port = json!([{"name": "orders"}]);
    refused("/spec/rules/0/backendRefs", port, "Must have port for Service reference");
    refused("/spec/rules/0/filters", json!([{"type": "URLRewrite"}]), "filter.urlRewrite must be specified");
    refused("/spec/parentRefs", json!([{"name": "edge"}, {"name": "edge"}]), "sectionName");
}

#[test]
fn a_key_twice_is_refused() {
    let twice = json!([{"name": "x-a", "value": "1"}, {"name": "x-a", "value": "2"}]);
    refused("/spec/rules/0/matches/0/headers", twice, "is there twice");
}

/// Fields that bear a word CEL reserves reach the rules under their escaped name.
#[test]
fn rules_see_reserved_names() {
    let refs = json!([{"name": "edge", "namespace": "a"}, {"name": "edge", "namespace": "b"}]);
    let mut manifest = route();
    manifest["spec"]["parentRefs"] = refs;
    assert_eq!(problems(&manifest), Vec::<String>::new());
}

#[test]
fn a_rule_over_defaults_sees_them() {
    let backend = |endpoints: Value| {
        json!({
            "apiVersion": "gateway.envoyproxy.io/v1alpha1",
            "kind": "Backend",
            "metadata": {"name": "orders", "namespace": "acme", "labels": {}, "annotations": {}},
            "spec": {"endpoints": endpoints},
        })
    };
    let mixed =
        json!([{"fqdn": {"hostname": "a.example", "port": 1}}, {"ip": {"address": "10.0.0.1", "port": 1}}]);
    assert!(problems(&backend(mixed)).iter().any(|p| p.contains("cannot be mixed")));
    let fine = json!([{"ip": {"address": "10.0.0.1", "port": 1}}]);
    assert_eq!(problems(&backend(fine)), Vec::<String>::new());
}

/// Every rule of every schema can be read, and no exception outlives its rule.
#[test]
fn every_rule_compiles_and_every_exception_is_needed() {
    let mut rules = Vec::new();
    for kind in KINDS.values() {
        collect(&kind.schema, &mut rules);
    }
    assert!(rules.len() > 200, "only {} rules were found", rules.len());
    for rule in &rules {
        compile(rule).unwrap();
    }
    for (rule, reason) in EXCEPTIONS {
        assert!(rules.iter().any(|r| r == rule), "the exception `{rule}` ({reason}) is not needed");
    }
    let old: Vec<_> = rules.iter().filter(|r| r.contains("oldSelf")).collect();
    assert!(old.iter().all(|r| EXCEPTIONS.iter().any(|(rule, _)| rule == r)), "{old:?}");
}

fn collect(schema: &Value, rules: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Array(list)) = object.get("x-kubernetes-validations") {
                rules.extend(list.iter().filter_map(|r| r["rule"].as_str()).map(str::to_owned));
            }
            object.values().for_each(|v| collect(v, rules));
        }
        Value::Array(list) => list.iter().for_each(|v| collect(v, rules)),
        _ => {}
    }
}

/// The same places as in `.ci/crds`.
#[test]
fn crds_are_looked_for_where_they_are_put() {
    let at = |set: &[(&str, &str)]| {
        place(|name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| PathBuf::from(value)))
    };
    let (home, cache, own) = (("HOME", "/home/ada"), ("IMP_CACHE", "/cache"), ("IMP_CRDS_DIR", "/crds"));
    assert_eq!(at(&[home]), Path::new("/home/ada/.cache/imp-gateway/crds"));
    assert_eq!(at(&[home, cache]), Path::new("/cache/crds"));
    assert_eq!(at(&[home, cache, own]), Path::new("/crds"));
}

#[test]
#[should_panic(expected = "run `.ci/crds`")]
fn missing_crds_name_the_command() {
    load(Path::new("/nonexistent"));
}
