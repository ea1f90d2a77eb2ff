//! Publishes from tiny to large. Each is judged as a whole; what the small ones look like is kept
//! as YAML, so that a change of the renderer is seen in review.

use domain::{
    gateway::{Listener, ListenerProtocol},
    product_publish::AuthMode,
    revision::Snapshot,
};
use render::{AccessSet, Capabilities, Item, yaml};
use serde_json::{Value, json};

use crate::support::{
    judge::judge,
    world::{render, render_for, service, snapshot},
};

/// All items as YAML, each under its key and hash.
fn text(items: &[Item]) -> String {
    let item = |item: &Item| {
        let (kind, subject, hash) = (item.key.kind, &item.key.subject, &item.hash);
        format!("# {kind} {subject} {hash}\n{}", yaml::documents(&item.manifests))
    };
    items.iter().map(item).collect()
}

#[track_caller]
fn judged(snapshot: &Snapshot) -> String {
    let items = render(snapshot, &AccessSet::default());
    judge(snapshot, &items);
    text(&items)
}

fn one_backend() -> Value {
    json!([{"name": "main", "protocol": "http", "endpoints": [{"host": "orders.internal.example", "port": 8080}]}])
}

#[test]
fn tiny() {
    let orders = json!({
        "routes": [{"name": "all", "path": {"kind": "prefix", "value": "/"}, "backends": [{"backend": "main"}]}],
        "backends": one_backend(),
    });
    insta::assert_snapshot!(judged(&snapshot(vec![service(10, "orders", &orders)])));
}

/// Base path, strip and rewrite for each kind of match, redirects, matches and weights.
#[test]
fn paths() {
    let to = json!([{"backend": "main"}]);
    let orders = json!({
        "routes": [
            {"name": "list", "path": {"kind": "prefix", "value": "/orders"}, "methods": ["GET", "HEAD"], "backends": to},
            {"name": "root", "path": {"kind": "exact", "value": "/"}, "backends": to},
            {"name": "status", "path": {"kind": "exact", "value": "/status"}, "backends": to, "timeout_ms": 1500},
            {"name": "one", "path": {"kind": "regex", "value": "/orders/[0-9]+"}, "methods": ["POST", "GET"], "backends": to},
            {"name": "v1", "path": {"kind": "prefix", "value": "/v1"}, "backends": to,
             "rewrite": {"path": {"kind": "prefix", "value": "/v2"}, "hostname": "Legacy.example"}},
            {"name": "moved", "path": {"kind": "prefix", "value": "/old"}, "backends": [],
             "redirect": {"path": {"kind": "prefix", "value": "/new"}, "status": 301}},
            {"name": "away", "path": {"kind": "exact", "value": "/docs"}, "backends": [],
             "redirect": {"scheme": "https", "hostname": "docs.acme.example", "port": 8443,
                          "path": {"kind": "full", "value": "/shop"}, "status": 302}},
            {"name": "canary", "path": {"kind": "prefix", "value": "/orders"}, "methods": ["GET", "HEAD"],
             "headers": [{"name": "x-canary", "kind": "exact", "value": "yes"}],
             "query": [{"name": "debug", "kind": "regex", "value": "1|true"}],
             "backends": [{"backend": "main", "weight": 90}, {"backend": "next", "weight": 10}],
             "request_headers": {"set": [{"name": "x-lane", "value": "canary"}], "remove": ["x-internal"]},
             "response_headers": {"add": [{"name": "x-served-by", "value": "canary"}]}},
        ],
        "backends": [
            {"name": "main", "protocol": "http", "endpoints": [
                {"host": "10.0.0.1", "port": 80, "weight": 3}, {"host": "10.0.0.2", "port": 80},
                {"host": "fd00::1:2:3", "port": 8080}, {"host": "Orders.Internal.example", "port": 80}]},
            {"name": "next", "protocol": "http", "endpoints": [{"host": "next.internal.example", "port": 80}]},
            {"name": "unused", "protocol": "http", "endpoints": [{"host": "unused.example", "port": 80}]},
        ],
    });
    let mut snapshot = snapshot(vec![service(10, "orders", &orders)]);
    snapshot.base_path = "/shop/v1.0".into();
    snapshot.hostnames = vec!["shop.acme.example".into(), "*.acme.example".into()];
    insta::assert_snapshot!(judged(&snapshot));
}

/// Every kind of policy, for the service and for single routes, over keys; one service beside it
/// without any.
#[test]
fn policies() {
    let to = json!([{"backend": "main"}]);
    let prefix = |name: &str| json!({"name": name, "path": {"kind": "prefix", "value": format!("/{name}")}, "backends": to});
    let mut patient = prefix("patient");
    patient["timeout_ms"] = 60_000.into();
    patient["request_headers"] = json!({"set": [{"name": "X-Lane", "value": "slow"}]});
    let orders = json!({
        "routes": [prefix("list"), prefix("search"), patient, prefix("old")],
        "backends": one_backend(),
        "policies": [
            {"name": "browsers", "config": {"cors": {
                "allow_origins": ["https://Shop.acme.example", "http://localhost:3000"], "allow_methods": ["PUT", "GET"],
                "allow_headers": ["X-Request-Id"], "expose_headers": ["etag"], "allow_credentials": true, "max_age_s": 600}}},
            {"name": "any-browser", "routes": ["search"], "config": {"cors": {"allow_origins": ["*"]}}},
            {"name": "limit", "config": {"rate_limit": {"requests": 100, "unit": "minute"}}},
            {"name": "search-limit", "routes": ["search"],
             "config": {"rate_limit": {"requests": 5, "unit": "second", "per": "service"}}},
            {"name": "again", "routes": ["list"], "config": {"retry": {
                "attempts": 2, "on": ["gateway-error", "connect-failure"], "per_try_timeout_ms": 500, "backoff_ms": 25}}},
            {"name": "quick", "config": {"timeout": {"request_ms": 3000}}},
            {"name": "lanes", "config": {"header_modifier": {
                "request": {"set": [{"name": "x-lane", "value": "normal"}, {"name": "x-from", "value": "gateway"}]},
                "response": {"remove": ["server"]}}}},
            {"name": "rewritten", "routes": ["list"], "config": {"url_rewrite": {"path": {"kind": "full", "value": "/v2/list"}}}},
            {"name": "gone", "routes": ["old"], "config": {"redirect": {"path": {"kind": "full", "value": "/list"}, "status": 302}}},
            {"name": "switched-off", "enabled": false, "config": {"timeout": {"request_ms": 1}}},
        ],
    });
    let plain = json!({
        "routes": [{"name": "ping", "path": {"kind": "exact", "value": "/ping"}, "methods": ["GET"], "backends": to}],
        "backends": one_backend(),
    });
    let mut snapshot = snapshot(vec![service(10, "orders", &orders), service(11, "plain", &plain)]);
    snapshot.auth_mode = AuthMode::ApiKey;
    snapshot.auth_config.api_key_header = "X-Acme-Key".into();
    insta::assert_snapshot!(judged(&snapshot));
}

#[test]
fn tls() {
    let pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let to = |name: &str| json!([{"backend": name}]);
    let orders = json!({
        "routes": [
            {"name": "system", "path": {"kind": "prefix", "value": "/a"}, "backends": to("system")},
            {"name": "own", "path": {"kind": "prefix", "value": "/b"}, "backends": to("own")},
        ],
        "backends": [
            {"name": "system", "protocol": "https", "endpoints": [{"host": "Orders.example", "port": 443}, {"host": "b.example", "port": 443}]},
            {"name": "own", "protocol": "grpc", "tls": {"sni": "orders.internal", "ca_pem": pem},
             "endpoints": [{"host": "10.0.0.1", "port": 8443}, {"host": "10.0.0.2", "port": 8443, "weight": 2}]},
        ],
    });
    let mut snapshot = snapshot(vec![service(10, "orders", &orders)]);
    let listener = |name: &str, port, protocol, hostname: Option<&str>| Listener {
        name: name.into(),
        port,
        protocol,
        hostname: hostname.map(str::to_owned),
        certificate: (protocol == ListenerProtocol::Https).then(|| "acme-wildcard".to_owned()),
    };
    snapshot.gateway.spec.gateway_class = Some("internal".into());
    snapshot.gateway.spec.listeners = vec![
        listener("https", 443, ListenerProtocol::Https, Some("*.Acme.example")),
        listener("http", 80, ListenerProtocol::Http, None),
    ];
    insta::assert_snapshot!(judged(&snapshot));
}

fn grpc() -> Value {
    let to = json!([{"backend": "main"}]);
    json!({
        "routes": [
            {"name": "place", "path": {"kind": "exact", "value": "/acme.orders.v1.Orders/Place"}, "backends": to,
             "headers": [{"name": "x-tier", "kind": "exact", "value": "gold"}], "timeout_ms": 2000},
            {"name": "orders", "path": {"kind": "prefix", "value": "/acme.orders.v1.Orders/"}, "methods": ["POST"], "backends": to},
            {"name": "rest", "path": {"kind": "prefix", "value": "/"}, "backends": to},
        ],
        "backends": [{"name": "main", "protocol": "grpc", "endpoints": [{"host": "orders.internal.example", "port": 9000}]}],
        "policies": [{"name": "lanes", "config": {"header_modifier": {"request": {"remove": ["x-internal"]}}}}],
    })
}

#[test]
fn grpc_routes() {
    insta::assert_snapshot!(judged(&snapshot(vec![service(10, "orders", &grpc())])));
}

/// GRPCRoute knows no base path, and an HTTPRoute of the same hostname may not stand beside it.
#[test]
fn grpc_under_a_base_path_is_an_http_route() {
    let mut snapshot = snapshot(vec![service(10, "orders", &grpc())]);
    assert!(judged(&snapshot).contains("kind: GRPCRoute"));
    snapshot.base_path = "/shop".into();
    let text = judged(&snapshot);
    assert!(text.contains("kind: HTTPRoute") && !text.contains("GRPCRoute"));
    assert!(text.contains("value: /shop/acme.orders.v1.Orders/Place"));
}

#[test]
fn addresses_without_the_backend_api() {
    let orders = json!({
        "routes": [{"name": "all", "path": {"kind": "prefix", "value": "/"}, "backends": [{"backend": "main"}]}],
        "backends": [{"name": "main", "protocol": "h2c", "tls": {"sni": "orders.internal"}, "endpoints": [
            {"host": "10.0.0.2", "port": 8080}, {"host": "10.0.0.1", "port": 8080}, {"host": "10.0.0.1", "port": 9090},
            {"host": "fd00::1", "port": 8080}, {"host": "10.0.0.3", "port": 8080, "weight": 5}]}],
    });
    let snapshot = snapshot(vec![service(10, "orders", &orders)]);
    let items = render_for(&snapshot, &AccessSet::default(), &Capabilities::new("kubernetes", &[]));
    judge(&snapshot, &items);
    insta::assert_snapshot!(text(&items[3..]));
}

/// A hundred routes, every kind of policy on some of them: what is kept is the outline.
#[test]
fn a_hundred_routes() {
    let to = json!([{"backend": "main"}]);
    let route = |i: usize| {
        let kind = ["exact", "prefix", "regex"][i % 3];
        let methods = &["GET", "POST", "DELETE"][..i % 4];
        json!({"name": format!("r{i}-route"), "path": {"kind": kind, "value": format!("/r{i}")}, "methods": methods, "backends": to})
    };
    let named =
        |rest: usize| (0..100).filter(|i| i % 7 == rest).map(|i| format!("r{i}-route")).collect::<Vec<_>>();
    let policies = json!([
        {"name": "browsers", "routes": named(0), "config": {"cors": {"allow_origins": ["*"]}}},
        {"name": "limit", "routes": named(1), "config": {"rate_limit": {"requests": 10, "unit": "second"}}},
        {"name": "again", "routes": named(2), "config": {"retry": {"attempts": 3, "on": ["5xx"]}}},
        {"name": "quick", "routes": named(3), "config": {"timeout": {"request_ms": 100}}},
        {"name": "lanes", "routes": named(4), "config": {"header_modifier": {"response": {"remove": ["server"]}}}},
        {"name": "moved", "routes": named(5), "config": {"url_rewrite": {"path": {"kind": "full", "value": "/new"}}}},
        {"name": "gone", "routes": named(6), "config": {"redirect": {"scheme": "https", "status": 301}}},
    ]);
    let parts = json!({
        "routes": (0..100).map(route).collect::<Vec<_>>(), "backends": one_backend(), "policies": policies,
    });
    let mut snapshot = snapshot(vec![service(10, "orders", &parts)]);
    snapshot.base_path = "/big".into();
    let items = render(&snapshot, &AccessSet::default());
    judge(&snapshot, &items);
    let outline = |manifest: &Value| {
        let rules =
            manifest["spec"]["rules"].as_array().map(|r| format!(" {} rules", r.len())).unwrap_or_default();
        let targets = manifest["spec"]["targetRefs"]
            .as_array()
            .map(|t| format!(" {} targets", t.len()))
            .unwrap_or_default();
        format!("{} {}{rules}{targets}", manifest["kind"], manifest["metadata"]["name"]).replace('"', "")
    };
    let lines: Vec<String> = items.iter().flat_map(|item| &item.manifests).map(outline).collect();
    insta::assert_snapshot!(lines.join("\n"));
}
