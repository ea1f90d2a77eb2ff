//! What cannot be carried is refused by name, before anything is written.

use domain::{cluster::Capability, product_publish::AuthMode, revision::Snapshot};
use render::{Capabilities, Subject, check};
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

/// Outside standalone mode Envoy Gateway wants a dot in a backend's name.
#[test]
fn short_names_are_for_standalone_mode() {
    let short = publish(&[("orders", orders("/", "orders", json!({})))]);
    let found = refusals(&short, &able());
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert!(one.starts_with("api_services: The backend orders/main has the address orders."), "{one}");
    assert_eq!(refusals(&short, &Capabilities::new("directory", &[])), Vec::<String>::new());
    let by_address = publish(&[("orders", orders("/", "fd00::1", json!({})))]);
    assert_eq!(refusals(&by_address, &able()), Vec::<String>::new());
}

/// What a draft has chosen can be asked about before it has a gateway.
#[test]
fn a_draft_without_a_gateway_is_checked_all_the_same() {
    let limit =
        json!({"policies": [{"name": "limit", "config": {"rate_limit": {"requests": 5, "unit": "second"}}}]});
    let whole = publish(&[("orders", orders("/", "orders.example", limit))]);
    let bare = Capabilities::new("kubernetes", &[Capability::BackendApi]);
    let draft = Subject {
        cluster: "local",
        base_path: "/",
        auth_mode: AuthMode::None,
        services: &whole.services,
        plans: &[],
    };
    assert_eq!(check(draft, &bare), check(&whole, &bare));
    assert_eq!(check(draft, &bare).len(), 1);
    assert_eq!(check(Subject { services: &[], ..draft }, &bare), []);
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
