//! What is said before publishing although nothing stands in the way.

use domain::{product_publish::AuthMode, revision::Snapshot};
use render::warnings;
use serde_json::{Value, json};

use crate::support::world::{plan, service, snapshot};

fn publish(policies: Value) -> Snapshot {
    let route = |name: &str| json!({"name": name, "path": {"kind": "prefix", "value": format!("/{name}")}, "backends": [{"backend": "main"}]});
    let parts = json!({
        "routes": [route("list"), route("search"), route("export")],
        "backends": [{"name": "main", "protocol": "http", "endpoints": [{"host": "a.example", "port": 80}]}],
        "policies": policies,
    });
    snapshot(vec![service(10, "orders", &parts)])
}

fn limit() -> Value {
    json!({"name": "limit", "config": {"rate_limit": {"requests": 5, "unit": "second"}}})
}

fn again(routes: &[&str]) -> Value {
    json!({"name": "again", "routes": routes, "config": {"retry": {"attempts": 1, "on": ["5xx"]}}})
}

fn said(snapshot: &Snapshot) -> Vec<(String, String)> {
    let param =
        |reason: &domain::Reason| reason.params.iter().map(|(_, v)| v.as_str()).collect::<Vec<_>>().join(" ");
    warnings(snapshot).iter().map(|r| (r.code.as_str().to_owned(), param(r))).collect()
}

#[test]
fn a_limit_that_retries_split_is_named() {
    assert_eq!(said(&publish(json!([limit()]))), []);
    assert_eq!(said(&publish(json!([limit(), again(&[])]))), [], "all routes share the retries");
    let split = said(&publish(json!([limit(), again(&["list"])])));
    assert_eq!(split, [("limit_counted_apart".to_owned(), "orders/limit 2".to_owned())]);
}

#[test]
fn plans_are_counted_apart_too() {
    let mut snapshot = publish(json!([again(&["list"])]));
    let quota = |name: &str| json!({"name": name, "title": name, "approval": "auto", "quota": {"requests": 9, "period": "day"}});
    snapshot.plans = vec![
        plan(21, quota("silver")),
        plan(20, quota("gold")),
        plan(22, json!({"name": "free", "title": "Free", "approval": "auto"})),
    ];
    assert_eq!(said(&snapshot), [], "without keys nobody has a plan");
    snapshot.auth_mode = AuthMode::ApiKey;
    let apart = |plan: &str| ("plan_limits_counted_apart".to_owned(), format!("{plan} 2"));
    assert_eq!(said(&snapshot), [apart("gold"), apart("silver")]);
    snapshot.services[0].spec.policies.clear();
    assert_eq!(said(&snapshot), []);
}
