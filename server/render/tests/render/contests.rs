//! Routes that get into each other's way: which wins, whose preflight it is, what protocol is spoken.

use domain::{api_service::ApiServiceSpec, revision::Snapshot};
use render::check;
use serde_json::{Value, json};

use crate::support::{
    judge::judge,
    world::{able, render, service, snapshot},
};

fn backend(name: &str, protocol: &str) -> Value {
    json!({"name": name, "protocol": protocol, "endpoints": [{"host": format!("{name}.example"), "port": 80}]})
}

/// A route to the first backend; more fields on top.
fn route(name: &str, kind: &str, path: &str, more: Value) -> Value {
    let mut route =
        json!({"name": name, "path": {"kind": kind, "value": path}, "backends": [{"backend": "main"}]});
    route.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    route
}

fn one(routes: Value, policies: Value) -> Snapshot {
    let parts = json!({"routes": routes, "policies": policies, "backends": [
        backend("main", "http"), backend("tls", "https"), backend("rpc", "grpc"), backend("h2", "h2c"),
    ]});
    snapshot(vec![service(10, "orders", &parts)])
}

#[track_caller]
fn codes(snapshot: &Snapshot) -> Vec<String> {
    check(snapshot, &able()).iter().map(|e| e.reason.code.as_str().to_owned()).collect()
}

fn by(name: &str, kind: &str, value: &str) -> Value {
    json!({"name": name, "kind": kind, "value": value})
}

#[test]
fn routes_of_two_services_may_not_tie() {
    let all = |path: &str| json!({"routes": [route("all", "prefix", path, json!({}))], "backends": [backend("main", "http")]});
    let tie = snapshot(vec![
        service(10, "orders", &all("/v1")),
        service(11, "billing", &all("/v1/")),
        service(12, "search", &all("/v1/search")),
    ]);
    let found = check(&tie, &able());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].reason.message(), "The routes billing/all and orders/all match the same requests.");
}

/// `/a` and `/a/` are one prefix: inside a service that is refused when it is saved.
#[test]
fn a_slash_at_the_end_makes_no_second_route() {
    let spec = json!({"name": "orders", "title": "Orders", "backends": [backend("main", "http")], "routes": [
        route("bare", "prefix", "/a", json!({})), route("slash", "prefix", "/a/", json!({})),
    ]});
    let spec: ApiServiceSpec = serde_json::from_value(spec).unwrap();
    let error = spec.validate(false).unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|f| (f.field.as_str(), f.reason.code.as_str())).collect();
    assert_eq!(fields, [("routes[1].path", "route_tie")]);
}

/// A method counts as a header for Envoy Gateway; for Gateway API it comes before all headers.
#[test]
fn a_method_against_headers_is_refused() {
    let against = |headers: Value| {
        one(
            json!([
                route("by-method", "prefix", "/a", json!({"methods": ["GET"]})),
                route("by-header", "prefix", "/a", json!({"headers": headers})),
            ]),
            json!([]),
        )
    };
    let (first, second) = (by("x-a", "exact", "1"), by("x-b", "exact", "1"));
    assert_eq!(codes(&against(json!([first]))), ["route_precedence"], "they tie");
    assert_eq!(codes(&against(json!([first, second]))), ["route_precedence"], "the other way round");
    let expression = against(json!([by("x-a", "regex", "1+")]));
    assert_eq!(codes(&expression), Vec::<String>::new(), "an exact method weighs more in both");
    judge(&expression, &render(&expression, &Default::default()));
    let message = check(&against(json!([first])), &able())[0].reason.message();
    assert!(message.contains("orders/by-header and orders/by-method"), "{message}");
}

/// Exact headers come before query parameters for Envoy Gateway alone.
#[test]
fn exact_headers_against_query_parameters_are_refused() {
    let pair = |name: &str, kind: &str| {
        one(
            json!([
                route("header", "exact", "/a", json!({"headers": [by("x-a", "exact", "1")]})),
                route(
                    "query",
                    "exact",
                    "/a",
                    json!({"headers": [by(name, kind, "1+")], "query": [by("q", "exact", "1")]})
                ),
            ]),
            json!([]),
        )
    };
    assert_eq!(codes(&pair("x-b", "regex")), ["route_precedence"]);
    assert_eq!(codes(&pair("x-b", "exact")), Vec::<String>::new(), "more parameters win in both");
    assert_eq!(codes(&pair("x-a", "exact")), Vec::<String>::new(), "no request has both values");
}

#[test]
fn routes_that_no_request_shares_are_left_alone() {
    let apart = one(
        json!([
            route("get", "prefix", "/a", json!({"methods": ["GET"], "headers": [by("x-a", "exact", "1")]})),
            route("post", "prefix", "/a", json!({"methods": ["POST"]})),
            route("other", "prefix", "/a", json!({"methods": ["GET"], "headers": [by("x-a", "exact", "2")]})),
            route("rest", "prefix", "/a", json!({})),
            route("deeper", "prefix", "/a/b", json!({})),
            route("exactly", "exact", "/a", json!({})),
        ]),
        json!([]),
    );
    assert_eq!(codes(&apart), Vec::<String>::new());
    judge(&apart, &render(&apart, &Default::default()));
}

#[test]
fn equally_long_expressions_may_not_meet() {
    let pair = |first: &str, second: &str| {
        one(
            json!([route("first", "regex", first, json!({})), route("second", "regex", second, json!({}))]),
            json!([]),
        )
    };
    assert_eq!(codes(&pair("/a[0-9]+", "/[a-z]1+")), ["route_regex_tie"]);
    assert_eq!(codes(&pair("/orders/[0-9]+", "/people/[0-9]+")), Vec::<String>::new());
    assert_eq!(codes(&pair("/a[0-9]+", "/[a-z]1+2")), Vec::<String>::new(), "the longer one wins");
}

/// GRPCRoute knows no methods: what tells HTTPRoutes apart does not tell these apart.
#[test]
fn grpc_routes_are_not_told_apart_by_method() {
    let rpc = json!({"backends": [{"backend": "rpc"}]});
    let mut post = rpc.clone();
    post["methods"] = json!(["POST"]);
    let pair =
        one(json!([route("any", "prefix", "/a.B", rpc), route("post", "prefix", "/a.B", post)]), json!([]));
    assert_eq!(codes(&pair), ["route_tie"]);
}

#[test]
fn one_route_speaks_one_protocol() {
    let to = |backends: &[&str]| {
        let backends: Vec<_> = backends.iter().map(|name| json!({"backend": name})).collect();
        one(json!([route("all", "prefix", "/", json!({"backends": backends}))]), json!([]))
    };
    for alike in [&["main", "tls"][..], &["rpc", "h2"]] {
        assert_eq!(codes(&to(alike)), Vec::<String>::new(), "{alike:?}");
    }
    let mixed = to(&["main", "rpc"]);
    let found = check(&mixed, &able());
    assert_eq!(
        found.iter().map(|e| e.reason.message()).collect::<Vec<_>>(),
        [
            "The route orders/all leads to backends that speak HTTP/2 (rpc: grpc) and to others that do not (main: http). One route speaks one of the two."
        ]
    );
}

#[test]
fn one_path_has_one_cors_policy() {
    let cors = |name: &str, origin: &str, routes: &[&str]| json!({"name": name, "routes": routes, "config": {"cors": {"allow_origins": [origin]}}});
    let methods =
        |name: &str, path: &str, method: &str| route(name, "prefix", path, json!({"methods": [method]}));
    let both = |second: &str, origin: &str| {
        one(
            json!([methods("get", "/a", "GET"), methods("post", second, "POST")]),
            json!([cors("one", "https://a.example", &["get"]), cors("two", origin, &["post"])]),
        )
    };
    assert_eq!(codes(&both("/a/", "https://b.example")), ["route_cors_differs"]);
    assert_eq!(codes(&both("/a", "https://A.example")), Vec::<String>::new(), "the same policy twice");
    assert_eq!(codes(&both("/b", "https://b.example")), Vec::<String>::new(), "another path");
}
