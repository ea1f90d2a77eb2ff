//! Publishes as providers could have saved them, made up by chance: tame ones, in which nothing can
//! get into anything's way, and wild ones, in which everything does.

use domain::{
    api_service::ApiServiceSpec,
    cluster::Capability,
    gateway::{Listener, ListenerProtocol},
    id::{ApplicationId, CredentialId, PlanId},
    plan::{PlanRate, Quota, QuotaPeriod},
    policy::RateUnit,
    product_publish::AuthMode,
    revision::{ServiceSnapshot, Snapshot},
};
use proptest::{collection::vec, option, prelude::*, sample::select, sample::subsequence};
use render::{
    AccessSet, Capabilities,
    access_set::{Application, Credential},
};
use serde_json::{Value, json};

use super::world::{id, snapshot};

/// How much routes get into each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manners {
    /// A path for each route, one protocol on each.
    Tame,
    /// A few paths for all, any backends together.
    Wild,
}

fn text(choices: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(choices)
}

fn headers() -> impl Strategy<Value = Value> {
    let header = |name: &'static str| {
        option::of(text(&["1", "a b", "\"e\"", "100%", "%REQ(x)%", "yes"]))
            .prop_map(move |value| (name, value))
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
    let path = (select(kinds.to_vec()), text(&["/", "/v2", "/v3/", "/a/b%20c"]))
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

fn path(manners: Manners, number: usize) -> BoxedStrategy<String> {
    match manners {
        Manners::Tame => text(&["", "/", "/a.b", "/with-(dots)*", "/%C3%B6/~x"])
            .prop_map(move |rest| format!("/r{number}{rest}"))
            .boxed(),
        Manners::Wild => text(&["/", "/a", "/a/", "/a/b", "/b", "/(?:a|b)"]).prop_map(str::to_owned).boxed(),
    }
}

fn backends(manners: Manners) -> BoxedStrategy<Vec<Value>> {
    let to = |names: Vec<&'static str>| {
        let one = (select(names), 0..5u32);
        vec(one.prop_map(|(name, weight)| json!({"backend": name, "weight": weight})), 1..4)
    };
    match manners {
        Manners::Tame => prop_oneof![to(vec!["web", "tls"]), to(vec!["rpc", "ips"])].boxed(),
        Manners::Wild => to(vec!["web", "tls", "rpc", "ips"]).boxed(),
    }
}

fn values(name: &'static str) -> impl Strategy<Value = Vec<Value>> {
    let one = (text(&["exact", "regex"]), text(&["[a-z]+", "1"]));
    option::of(one).prop_map(move |one| {
        one.map(|(kind, value)| json!({"name": name, "kind": kind, "value": value})).into_iter().collect()
    })
}

fn route(manners: Manners, number: usize) -> impl Strategy<Value = Value> {
    let kind = text(&["exact", "prefix", "regex"]);
    kind.prop_flat_map(move |kind| {
        let prefix = kind == "prefix";
        let methods = select(vec![vec![], vec!["GET"], vec!["POST"], vec!["GET", "POST", "DELETE"]]);
        let matching = (path(manners, number), methods, values("X-By"), values("by"));
        let action = prop_oneof![
            3 => Just(json!({})),
            1 => rewrite(prefix).prop_map(|rewrite| json!({"rewrite": rewrite})),
            1 => redirect(prefix).prop_map(|redirect| json!({"redirect": redirect, "backends": []})),
        ];
        (matching, backends(manners), action, headers(), headers(), option::of(1..=3_600_000u32)).prop_map(
            move |((path, methods, headers, query), to, action, request, response, timeout)| {
                let mut route = json!({
                    "name": format!("route-{number}"), "path": {"kind": kind, "value": path},
                    "methods": methods, "headers": headers, "query": query, "backends": to,
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

/// A service that its provider could have saved: routes that would be refused are left out.
fn service(manners: Manners, number: u128) -> impl Strategy<Value = ServiceSnapshot> {
    let routes = (0..6usize).prop_flat_map(move |count| {
        let first = usize::try_from(number).unwrap() * 100;
        (0..count).map(|i| route(manners, first + i).boxed()).collect::<Vec<_>>()
    });
    let policies = vec((config(), vec(any::<prop::sample::Index>(), 0..3), prop::bool::weighted(0.9)), 0..5);
    (routes, policies).prop_filter_map("a valid service", move |(routes, policies)| {
        let mut kept: Vec<domain::route::Route> = Vec::new();
        for route in routes {
            let route: domain::route::Route = serde_json::from_value(route).unwrap();
            if !kept.iter().any(|other| other.ties_with(&route)) {
                kept.push(route);
            }
        }
        let names: Vec<_> = kept.iter().map(|r| r.name.clone()).collect();
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
            "name": format!("service-{number}"), "title": "Service", "routes": kept, "policies": policies,
            "backends": [
                {"name": "web", "protocol": "http", "endpoints": [{"host": "Web.example", "port": 80}]},
                {"name": "tls", "protocol": "https", "endpoints": [{"host": "b.example", "port": 443}, {"host": "A.example", "port": 443, "weight": 3}]},
                {"name": "rpc", "protocol": "grpc", "endpoints": [{"host": "rpc.example", "port": 9000}]},
                {"name": "ips", "protocol": "h2c", "endpoints": [
                    {"host": "10.0.0.1", "port": 1, "weight": 7}, {"host": "2001:db8::7:0:1", "port": 65535, "weight": 7}, {"host": "ips.example", "port": 80}]},
            ],
        });
        let spec: ApiServiceSpec = serde_json::from_value(spec).unwrap();
        Some(ServiceSnapshot { id: id(number), spec: spec.validate(false).ok()? })
    })
}

fn listeners() -> impl Strategy<Value = Vec<Listener>> {
    let listener = |name: &str, port, protocol, hostname: Option<&str>| Listener {
        name: name.into(),
        port,
        protocol,
        hostname: hostname.map(str::to_owned),
        certificate: (protocol == ListenerProtocol::Https).then(|| "acme-wildcard".to_owned()),
    };
    let all = vec![
        listener("http", 80, ListenerProtocol::Http, None),
        listener("https", 443, ListenerProtocol::Https, Some("*.Acme.example")),
        listener("api", 443, ListenerProtocol::Https, Some("api.acme.example")),
        listener("internal", 8080, ListenerProtocol::Http, Some("api.acme.example")),
    ];
    subsequence(all, 1..=4)
}

/// A publish of one service or two.
pub(crate) fn publish(manners: Manners) -> impl Strategy<Value = Snapshot> {
    let base = text(&["/", "/shop", "/shop/v1.0/(x)"]);
    let mode = select(vec![AuthMode::None, AuthMode::ApiKey]);
    let services = (service(manners, 10), option::of(service(manners, 11)));
    (services, base, mode, listeners()).prop_map(|((first, second), base, mode, listeners)| {
        let mut snapshot = snapshot([Some(first), second].into_iter().flatten().collect());
        snapshot.base_path = base.to_owned();
        snapshot.auth_mode = mode;
        snapshot.gateway.spec.listeners = listeners;
        snapshot.hostnames.push("*.b.example".into());
        snapshot
    })
}

/// Who may call: applications of two plans with up to two keys.
pub(crate) fn access() -> impl Strategy<Value = AccessSet> {
    let application = (100..102u128, 0..3u128, option::of(1..=10u32), option::of(1..=1000u32));
    vec(application, 0..4).prop_map(|applications| {
        let applications = applications.into_iter().zip(200..).map(|((plan, keys, rate, quota), number)| {
            let key = |i| Credential { id: id::<CredentialId>(number * 10 + i), digest: "0f".repeat(32) };
            Application {
                id: id::<ApplicationId>(number),
                plan: id::<PlanId>(plan),
                rate_limit: rate.map(|requests| PlanRate { requests, unit: RateUnit::Minute }),
                quota: quota.map(|requests| Quota { requests, period: QuotaPeriod::Month }),
                credentials: (0..keys).map(key).collect(),
            }
        });
        AccessSet { applications: applications.collect() }
    })
}

/// A cluster that can do some things.
pub(crate) fn capabilities() -> impl Strategy<Value = Capabilities> {
    let declared = subsequence(Capability::ALL.to_vec(), 0..=Capability::ALL.len());
    (text(&["kubernetes", "directory"]), declared)
        .prop_map(|(target, declared)| Capabilities::new(target, &declared))
}

/// The same with every list the other way round whose order says nothing.
pub(crate) fn turned(snapshot: &Snapshot) -> Snapshot {
    let mut turned = snapshot.clone();
    turned.services.reverse();
    turned.hostnames.reverse();
    turned.gateway.spec.listeners.reverse();
    for service in &mut turned.services {
        let spec = &mut service.spec;
        spec.routes.reverse();
        spec.backends.reverse();
        spec.backends.iter_mut().for_each(|b| b.endpoints.reverse());
        spec.policies.reverse();
        for route in &mut spec.routes {
            route.methods.reverse();
            route.headers.reverse();
            route.query.reverse();
            route.backends.reverse();
            for changes in [&mut route.request_headers, &mut route.response_headers] {
                changes.set.reverse();
                changes.add.reverse();
                changes.remove.reverse();
            }
        }
        spec.policies.iter_mut().for_each(|p| p.routes.reverse());
    }
    turned
}
