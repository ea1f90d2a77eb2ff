//! Whatever a provider may save renders to manifests that a cluster takes, and the order in which
//! things were written down never matters.

use domain::{
    api_service::ApiServiceSpec,
    product_publish::AuthMode,
    revision::{ServiceSnapshot, Snapshot},
};
use proptest::{collection::vec, option, prelude::*, sample::select, test_runner::Config};
use render::{AccessSet, Capabilities, check, render};
use serde_json::{Value, json};

use crate::support::{
    judge::complaints,
    world::{able, id, snapshot},
};

fn text(choices: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(choices)
}

fn headers() -> impl Strategy<Value = Value> {
    let header = |name: &'static str| {
        option::of(text(&["1", "a b", "\"é\"", "yes"])).prop_map(move |value| (name, value))
    };
    (header("x-one"), header("X-Two"), header("x-three"), any::<bool>()).prop_map(|(one, two, three, remove)| {
        let list = |pairs: &[(&str, Option<&str>)]| -> Vec<Value> {
            pairs.iter().filter_map(|(name, value)| Some(json!({"name": name, "value": (*value)?}))).collect()
        };
        json!({"set": list(&[one, two]), "add": list(&[three]), "remove": if remove { vec!["x-gone"] } else { vec![] }})
    })
}

fn rewrite(prefix: bool) -> impl Strategy<Value = Value> {
    let kinds: &[_] = if prefix { &["full", "prefix"] } else { &["full"] };
    let path = (select(kinds.to_vec()), text(&["/", "/v2", "/a/b%20c"]))
        .prop_map(|(kind, value)| json!({"kind": kind, "value": value}));
    (path, option::of(text(&["Other.example", "a.b.example"])))
        .prop_map(|(path, hostname)| json!({"path": path, "hostname": hostname}))
}

fn redirect(prefix: bool) -> impl Strategy<Value = Value> {
    let parts = (option::of(text(&["http", "https"])), option::of(1..=65535u16), select(vec![301, 302]));
    (rewrite(prefix), parts).prop_map(|(to, (scheme, port, status))| {
        json!({"path": to["path"], "hostname": to["hostname"], "scheme": scheme, "port": port, "status": status})
    })
}

fn route(number: usize) -> impl Strategy<Value = Value> {
    let kind = text(&["exact", "prefix", "regex"]);
    kind.prop_flat_map(move |kind| {
        let prefix = kind == "prefix";
        let matching = (
            text(&["", "/", "/a.b", "/with-(dots)*", "/%C3%B6/~x"]),
            select(vec![vec![], vec!["GET"], vec!["POST"], vec!["GET", "POST", "DELETE"]]),
            option::of(text(&["exact", "regex"])),
        );
        let to = vec((select(vec!["web", "tls", "rpc", "ips"]), 0..5u32), 1..4);
        let action = prop_oneof![
            3 => Just(json!({})),
            1 => rewrite(prefix).prop_map(|rewrite| json!({"rewrite": rewrite})),
            1 => redirect(prefix).prop_map(|redirect| json!({"redirect": redirect, "backends": []})),
        ];
        (matching, to, action, headers(), headers(), option::of(1..=3_600_000u32)).prop_map(
            move |((path, methods, by), to, action, request, response, timeout)| {
                let values: Vec<_> = by.map(|kind| json!({"name": "X-By", "kind": kind, "value": "[a-z]+"})).into_iter().collect();
                let mut route = json!({
                    "name": format!("route-{number}"),
                    "path": {"kind": kind, "value": format!("/r{number}{path}")},
                    "methods": methods, "headers": values, "query": values,
                    "backends": to.iter().map(|(name, weight)| json!({"backend": name, "weight": weight})).collect::<Vec<_>>(),
                    "request_headers": request, "response_headers": response, "timeout_ms": timeout,
                });
                route.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
                route
            },
        )
    })
}

fn config() -> impl Strategy<Value = Value> {
    let origins = select(vec![vec!["*"], vec!["https://A.example", "http://localhost:3000"]]);
    let cors = (origins, select(vec![vec![], vec!["GET"], vec!["PUT", "PATCH"]]), option::of(1..=86_400u32)).prop_map(|(origins, methods, age)| {
        json!({"cors": {"allow_origins": origins, "allow_methods": methods, "allow_headers": ["*", "x-a"], "max_age_s": age}})
    });
    let limit = (1..=1_000_000u32, text(&["second", "minute", "hour", "day"]), text(&["service", "client"]))
        .prop_map(
            |(requests, unit, per)| json!({"rate_limit": {"requests": requests, "unit": unit, "per": per}}),
        );
    let retry = (1..=10u32, option::of(1..=3_600_000u32), option::of(1..=60_000u32))
        .prop_map(|(n, each, wait)| json!({"retry": {"attempts": n, "on": ["5xx", "reset", "retriable-4xx"], "per_try_timeout_ms": each, "backoff_ms": wait}}));
    prop_oneof![
        cors,
        limit,
        retry,
        (1..=3_600_000u32).prop_map(|ms| json!({"timeout": {"request_ms": ms}})),
        headers().prop_map(
            |changes| json!({"header_modifier": {"request": changes, "response": {"remove": ["server"]}}})
        ),
        rewrite(false).prop_map(|rewrite| json!({"url_rewrite": rewrite})),
        redirect(false).prop_map(|redirect| json!({"redirect": redirect})),
    ]
}

/// A service that its provider could have saved.
fn service(number: u128) -> impl Strategy<Value = ServiceSnapshot> {
    let routes = (0..6usize).prop_flat_map(move |count| {
        (0..count).map(|i| route(usize::try_from(number).unwrap() * 100 + i).boxed()).collect::<Vec<_>>()
    });
    let policies = vec((config(), vec(any::<prop::sample::Index>(), 0..3), prop::bool::weighted(0.9)), 0..5);
    (routes, policies).prop_filter_map("a valid service", move |(routes, policies)| {
        let names: Vec<_> = routes.iter().map(|r| r["name"].clone()).collect();
        let policies: Vec<_> = policies
            .into_iter()
            .enumerate()
            .map(|(i, (config, covers, enabled))| {
                let mut covers: Vec<_> = covers.iter().filter(|_| !names.is_empty()).map(|n| n.get(&names).clone()).collect();
                covers.dedup();
                json!({"name": format!("policy-{i}"), "enabled": enabled, "routes": covers, "config": config})
            })
            .collect();
        let spec = json!({
            "name": format!("service-{number}"), "title": "Service", "routes": routes, "policies": policies,
            "backends": [
                {"name": "web", "protocol": "http", "endpoints": [{"host": "Web.example", "port": 80}]},
                {"name": "tls", "protocol": "https", "endpoints": [{"host": "a.example", "port": 443}, {"host": "b.example", "port": 443, "weight": 3}]},
                {"name": "rpc", "protocol": "grpc", "endpoints": [{"host": "rpc.example", "port": 9000}]},
                {"name": "ips", "protocol": "h2c", "endpoints": [
                    {"host": "10.0.0.1", "port": 1, "weight": 7}, {"host": "2001:db8::7:0:1", "port": 65535, "weight": 7}, {"host": "ips.example", "port": 80}]},
            ],
        });
        let spec: ApiServiceSpec = serde_json::from_value(spec).unwrap();
        Some(ServiceSnapshot { id: id(number), spec: spec.validate(false).ok()? })
    })
}

fn publish() -> impl Strategy<Value = Snapshot> {
    let base = text(&["/", "/shop", "/shop/v1.0/(x)"]);
    let mode = select(vec![AuthMode::None, AuthMode::ApiKey]);
    (service(10), option::of(service(11)), base, mode).prop_map(|(first, second, base, mode)| {
        let mut snapshot = snapshot([Some(first), second].into_iter().flatten().collect());
        snapshot.base_path = base.to_owned();
        snapshot.auth_mode = mode;
        snapshot.hostnames.push("*.b.example".into());
        snapshot
    })
}

/// The same with every list the other way round whose order says nothing.
fn turned(snapshot: &Snapshot) -> Snapshot {
    let mut turned = snapshot.clone();
    turned.services.reverse();
    turned.hostnames.reverse();
    turned.gateway.spec.listeners.reverse();
    for service in &mut turned.services {
        let spec = &mut service.spec;
        spec.routes.reverse();
        spec.backends.reverse();
        spec.policies.reverse();
        for route in &mut spec.routes {
            route.methods.reverse();
            route.backends.reverse();
            route.request_headers.set.reverse();
            route.response_headers.set.reverse();
        }
        spec.policies.iter_mut().for_each(|p| p.routes.reverse());
    }
    turned
}

proptest! {
    #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_can_be_saved_can_be_applied(snapshot in publish()) {
        let (access, capabilities) = (AccessSet::default(), able());
        prop_assert_eq!(check(&snapshot, &capabilities), []);
        let render = |snapshot: &Snapshot, capabilities: &Capabilities| {
            render(&render::Input { snapshot, revision: 1, access: &access, capabilities })
        };
        let items = render(&snapshot, &capabilities);
        let found = complaints(&items);
        prop_assert!(found.is_empty(), "{found:#?}");
        prop_assert_eq!(&render(&turned(&snapshot), &capabilities), &items);
    }
}
