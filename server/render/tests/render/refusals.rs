//! What cannot be carried is refused by name, before anything is written.

use domain::{cluster::Capability, product_publish::AuthMode, revision::Snapshot};
use render::{Capabilities, check};
use serde_json::{Value, json};

use crate::support::world::{able, plan, service, snapshot};

fn publish(parts: &[(&str, Value)]) -> Snapshot {
    snapshot(parts.iter().zip(10..).map(|((name, parts), number)| service(number, name, parts)).collect())
}

fn orders(path: &str, host: &str, rest: Value) -> Value {
    let mut parts = json!({
        "routes": [{"name": "all", "path": {"kind": "prefix", "value": path}, "backends": [{"backend": "main"}]}],
        "backends": [{"name": "main", "protocol": "http", "endpoints": [{"host": host, "port": 80}]}],
    });
    parts.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    parts
}

#[track_caller]
fn refusals(snapshot: &Snapshot, capabilities: &Capabilities) -> Vec<String> {
    check(snapshot, capabilities).iter().map(|e| format!("{}: {}", e.field, e.reason)).collect()
}

#[test]
fn missing_capabilities_are_named() {
    let limit = json!({"policies": [
        {"name": "limit", "config": {"rate_limit": {"requests": 5, "unit": "second"}}},
        {"name": "off", "enabled": false, "config": {"rate_limit": {"requests": 5, "unit": "second"}}},
    ]});
    let mut snapshot = publish(&[("orders", orders("/", "orders.example", limit))]);
    snapshot.plans = vec![plan(
        20,
        json!({"name": "gold", "title": "Gold", "approval": "auto", "quota": {"requests": 9, "period": "day"}}),
    )];
    let bare = Capabilities::new("kubernetes", &[]);
    let policy =
        "cluster_id: The policy orders/limit needs global_rate_limit, which the cluster local does not have.";
    let backend =
        "cluster_id: The backend orders/main needs backend_api, which the cluster local does not have.";
    let gold = "cluster_id: The limits of the plan gold need global_rate_limit, which the cluster local does not have.";
    assert_eq!(refusals(&snapshot, &bare), [policy, backend]);
    snapshot.auth_mode = AuthMode::ApiKey;
    assert_eq!(refusals(&snapshot, &bare), [policy, backend, gold]);
    assert_eq!(refusals(&snapshot, &able()), Vec::<String>::new());
}

/// A directory feeds standalone mode, which has the Backend API but no rate limit service; an
/// operator's word adds to that.
#[test]
fn a_directory_carries_what_standalone_mode_can() {
    for target in ["directory", ""] {
        assert!(Capabilities::new(target, &[]).has(Capability::BackendApi), "{target:?}");
        assert!(!Capabilities::new(target, &[]).has(Capability::GlobalRateLimit), "{target:?}");
    }
    assert!(!Capabilities::new("kubernetes", &[]).has(Capability::BackendApi));
    let told = Capabilities::new("directory", &[Capability::GlobalRateLimit]);
    assert!(told.has(Capability::BackendApi) && told.has(Capability::GlobalRateLimit));
}

#[test]
fn addresses_need_no_backend_api() {
    let bare = Capabilities::new("kubernetes", &[]);
    let by_address = publish(&[("orders", orders("/", "10.0.0.1", json!({})))]);
    assert_eq!(refusals(&by_address, &bare), Vec::<String>::new());
}

#[test]
fn routes_of_two_services_may_not_tie() {
    let tie = publish(&[
        ("orders", orders("/v1", "a.example", json!({}))),
        ("billing", orders("/v1/", "b.example", json!({}))),
        ("search", orders("/v1/search", "c.example", json!({}))),
    ]);
    let expected = "api_services: The routes billing/all and orders/all match the same requests.";
    assert_eq!(refusals(&tie, &able()), [expected]);
}

#[test]
fn what_does_not_fit_into_a_rule_is_named() {
    let headers = |prefix: &str| {
        (0..10).map(|i| json!({"name": format!("{prefix}-{i}"), "value": "1"})).collect::<Vec<_>>()
    };
    let endpoints: Vec<_> =
        (1..=17).map(|i| json!({"host": format!("10.0.0.{i}"), "port": 80, "weight": i})).collect();
    let crowded = publish(&[(
        "orders",
        json!({
            "routes": [{"name": "all", "path": {"kind": "prefix", "value": "/"}, "backends": [{"backend": "main"}],
                        "request_headers": {"set": headers("x-a")}}],
            "backends": [{"name": "main", "protocol": "http", "endpoints": endpoints}],
            "policies": [{"name": "more", "config": {"header_modifier": {"request": {"set": headers("x-b")}}}}],
        }),
    )]);
    assert_eq!(
        refusals(&crowded, &able()),
        [
            "api_services: Together with its policies, the route orders/all changes more than 16 headers.",
            "api_services: The route orders/all leads to more than 16 groups of addresses of equal weight.",
        ]
    );
}
