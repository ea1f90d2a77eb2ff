//! Who gets through, and how often.

use domain::{
    id::{ApplicationId, CredentialId, PlanId},
    plan::{PlanRate, Quota, QuotaPeriod},
    policy::RateUnit,
    product_publish::AuthMode,
    revision::Snapshot,
};
use render::{
    AccessSet, Item,
    access_set::{Application, Credential},
    yaml,
};
use serde_json::{Value, json};

use crate::support::{
    judge::judge,
    world::{id, render, service, snapshot},
};

fn publish(policies: Value) -> Snapshot {
    let orders = json!({
        "routes": [{"name": "all", "path": {"kind": "prefix", "value": "/"}, "backends": [{"backend": "main"}]}],
        "backends": [{"name": "main", "protocol": "http", "endpoints": [{"host": "orders.example", "port": 80}]}],
        "policies": policies,
    });
    let mut snapshot = snapshot(vec![service(10, "orders", &orders)]);
    snapshot.auth_mode = AuthMode::ApiKey;
    snapshot
}

/// An application with a key, of a plan of 10 requests a minute and 1,000 a month.
fn application(number: u128, plan: u128) -> Application {
    let key = |number| Credential { id: id::<CredentialId>(number), digest: "0f".repeat(32) };
    Application {
        id: id::<ApplicationId>(number),
        plan: id::<PlanId>(plan),
        rate_limit: Some(PlanRate { requests: 10, unit: RateUnit::Minute }),
        quota: Some(Quota { requests: 1000, period: QuotaPeriod::Month }),
        credentials: vec![key(2 * number), key(2 * number + 1)],
    }
}

fn access(items: &[Item]) -> &[Value] {
    &items[2].manifests
}

fn of_kind<'a>(manifests: &'a [Value], kind: &str) -> Vec<&'a Value> {
    manifests.iter().filter(|m| m["kind"] == kind).collect()
}

#[test]
fn keys_and_plans() {
    let snapshot =
        publish(json!([{"name": "limit", "config": {"rate_limit": {"requests": 5, "unit": "second"}}}]));
    let access_set = AccessSet { applications: vec![application(200, 101), application(100, 100)] };
    let items = render(&snapshot, &access_set);
    judge(&snapshot, &items);
    insta::assert_snapshot!(yaml::documents(access(&items)));
}

/// Without a key of its own, a route would take another publish's.
#[test]
fn without_keys_nobody_gets_through() {
    let mut keyless = application(100, 100);
    keyless.credentials.clear();
    for applications in [Vec::new(), vec![keyless]] {
        let snapshot = publish(json!([]));
        let items = render(&snapshot, &AccessSet { applications });
        judge(&snapshot, &items);
        let policies = of_kind(access(&items), "SecurityPolicy");
        assert_eq!(policies.len(), 1);
        assert_eq!(policies[0]["spec"]["authorization"], json!({"defaultAction": "Deny"}));
        assert_eq!(of_kind(access(&items), "Secret")[0]["data"], json!({}));
    }
    let snapshot = publish(json!([]));
    let items = render(&snapshot, &AccessSet { applications: vec![application(100, 100)] });
    judge(&snapshot, &items);
    assert!(of_kind(access(&items), "SecurityPolicy")[0]["spec"].get("authorization").is_none());
}

#[test]
fn a_key_changes_access_and_nothing_else() {
    let one = AccessSet { applications: vec![application(100, 100)] };
    let two = AccessSet { applications: vec![application(100, 100), application(200, 100)] };
    let snapshot = publish(json!([]));
    let (one, two) = (render(&snapshot, &one), render(&snapshot, &two));
    let changed: Vec<_> =
        one.iter().zip(&two).filter(|(a, b)| a.hash != b.hash).map(|(a, _)| a.key.kind).collect();
    assert_eq!(changed, [domain::item::ItemKind::Access]);
    let mut other_key = application(100, 100);
    other_key.credentials[0].digest = "f0".repeat(32);
    let other = render(&snapshot, &AccessSet { applications: vec![other_key] });
    assert_ne!(other[2].hash, one[2].hash, "the digest of a key is part of the content");
}

/// A rule per application as long as they fit, then one per plan that counts each key by itself.
#[test]
fn many_applications_are_counted_by_key() {
    let limits = |applications: u128| {
        let applications = (0..applications).map(|n| application(1000 + n, 100 + n % 2)).collect();
        let snapshot = publish(json!([]));
        let items = render(&snapshot, &AccessSet { applications });
        judge(&snapshot, &items);
        of_kind(access(&items), "BackendTrafficPolicy")[0]["spec"]["rateLimit"]["global"]["rules"].clone()
    };
    let each = limits(128);
    assert_eq!(each.as_array().unwrap().len(), 256);
    assert_eq!(each[0]["clientSelectors"][0]["headers"][0]["type"], "RegularExpression");
    let together = limits(129);
    assert_eq!(together.as_array().unwrap().len(), 4, "two limits of two plans");
    let headers = &together[0]["clientSelectors"][0]["headers"];
    assert_eq!((&headers[0]["type"], &headers[1]["type"]), (&json!("RegularExpression"), &json!("Distinct")));
}

/// Kubernetes takes 1 MiB in a Secret.
#[test]
fn secrets_stay_small() {
    let applications: Vec<_> = (0..2100).map(|n| application(10_000 + n, 100)).collect();
    let items = render(&publish(json!([])), &AccessSet { applications });
    let secrets = of_kind(access(&items), "Secret");
    assert_eq!(secrets.len(), 3);
    assert!(secrets.iter().all(|s| s.to_string().len() < 700_000));
    let named = &of_kind(access(&items), "SecurityPolicy")[0]["spec"]["apiKeyAuth"]["credentialRefs"];
    assert_eq!(named.as_array().unwrap().len(), 3);
}

#[test]
fn clients_without_keys_are_counted_by_address() {
    let mut snapshot =
        publish(json!([{"name": "limit", "config": {"rate_limit": {"requests": 5, "unit": "day"}}}]));
    snapshot.auth_mode = AuthMode::None;
    let items = render(&snapshot, &AccessSet::default());
    judge(&snapshot, &items);
    let [policy] = access(&items) else { panic!("one policy is expected") };
    let rule = |cidr: &str| {
        json!({
            "clientSelectors": [{"sourceCIDR": {"type": "Distinct", "value": cidr}}],
            "limit": {"requests": 5, "unit": "Day"},
            "shared": true,
        })
    };
    assert_eq!(policy["spec"]["rateLimit"]["global"]["rules"], json!([rule("0.0.0.0/0"), rule("::/0")]));
}

/// Envoy Gateway counts under a rule's place in the list.
#[test]
fn a_new_application_leaves_the_counters_of_others_alone() {
    let rules = |per: &str, applications: Vec<Application>| {
        let limit = json!({"requests": 5, "unit": "second", "per": per});
        let items = render(
            &publish(json!([{"name": "limit", "config": {"rate_limit": limit}}])),
            &AccessSet { applications },
        );
        let policy = of_kind(access(&items), "BackendTrafficPolicy")[0].clone();
        policy["spec"]["rateLimit"]["global"]["rules"].as_array().unwrap().clone()
    };
    for per in ["client", "service"] {
        // The new one has the plan that comes first, and is named first.
        let before = rules(per, vec![application(300, 101), application(200, 102)]);
        let after = rules(per, vec![application(400, 100), application(300, 101), application(200, 102)]);
        assert_eq!(before, after[..before.len()], "{per}");
        assert!(after.len() > before.len());
    }
}
