//! An API service is refused with every error at once, each under the path it has in JSON.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{Code, api_service::ApiServiceSpec};
use serde_json::{Value, json};

fn valid() -> Value {
    json!({
        "name": "orders", "title": "Orders", "api_version": "1.0", "description": "",
        "backends": [{"name": "main", "protocol": "http", "endpoints": [{"host": "orders.example.com", "port": 8080}]}],
        "routes": [
            {"name": "list", "path": {"kind": "prefix", "value": "/orders"}, "methods": ["GET"], "backends": [{"backend": "main"}]},
            {"name": "create", "path": {"kind": "prefix", "value": "/orders"}, "methods": ["POST"], "backends": [{"backend": "main"}]},
        ],
        "policies": [{"name": "limit", "config": {"rate_limit": {"requests": 10, "unit": "second"}}}],
    })
}

fn errors(spec: Value) -> Vec<(String, Code)> {
    let spec: ApiServiceSpec = serde_json::from_value(spec).unwrap();
    match spec.validate(false) {
        Ok(_) => vec![],
        Err(error) => error.fields().iter().map(|f| (f.field.clone(), f.reason.code)).collect(),
    }
}

fn with(path: &str, value: Value) -> Value {
    let mut spec = valid();
    *spec.pointer_mut(path).unwrap() = value;
    spec
}

#[test]
fn a_valid_one_passes() {
    assert_eq!(errors(valid()), []);
}

#[test]
fn every_error_is_reported_at_once() {
    let mut spec = valid();
    spec["name"] = json!("No Good");
    spec["title"] = json!("  ");
    spec["routes"][0]["path"]["value"] = json!("orders");
    spec["routes"][1]["backends"][0]["backend"] = json!("nowhere");
    spec["backends"][0]["endpoints"][0] = json!({"host": "127.0.0.1", "port": 0, "weight": 500});
    spec["policies"][0]["config"]["rate_limit"]["requests"] = json!(0);
    let expected = [
        ("name", Code::NotALabel),
        ("title", Code::Required),
        ("routes[0].path.value", Code::NotAPath),
        ("backends[0].endpoints[0].port", Code::OutOfRange),
        ("backends[0].endpoints[0].weight", Code::OutOfRange),
        ("backends[0].endpoints[0].host", Code::ForbiddenAddress),
        ("policies[0].config.rate_limit.requests", Code::OutOfRange),
        ("routes[1].backends[0].backend", Code::UnknownReference),
    ];
    assert_eq!(errors(spec), expected.map(|(field, code)| (field.to_owned(), code)));
}

#[test]
fn routes_that_could_both_win_are_refused() {
    let tie = vec![("routes[1].path".to_owned(), Code::RouteTie)];
    assert_eq!(errors(with("/routes/1/methods", json!(["GET", "POST"]))), tie);
    // Naming a method is more specific than naming none, and so is one header more.
    assert_eq!(errors(with("/routes/1/methods", json!([]))), []);
    let mut spec = with("/routes/1/methods", json!(["GET"]));
    spec["routes"][1]["headers"] = json!([{"name": "x-beta", "kind": "exact", "value": "1"}]);
    assert_eq!(errors(spec.clone()), []);
    // One header each: a request may carry both, unless they ask for different values of one header.
    spec["routes"][0]["headers"] = json!([{"name": "x-alpha", "kind": "exact", "value": "1"}]);
    assert_eq!(errors(spec.clone()), tie);
    spec["routes"][0]["headers"] = json!([{"name": "X-Beta", "kind": "exact", "value": "2"}]);
    assert_eq!(errors(spec), []);
}

#[test]
fn names_are_unique_and_references_known() {
    assert_eq!(
        errors(with("/routes/1/name", json!("list"))),
        [("routes[1].name".to_owned(), Code::Duplicate)]
    );
    let mut spec = valid();
    spec["policies"][0]["routes"] = json!(["list", "nope"]);
    assert_eq!(errors(spec), [("policies[0].routes[1]".to_owned(), Code::UnknownReference)]);
}

#[test]
fn one_kind_of_policy_shapes_a_route_once() {
    let mut spec = valid();
    let second = json!({"name": "second", "config": {"rate_limit": {"requests": 5, "unit": "minute"}}});
    spec["policies"].as_array_mut().unwrap().push(second);
    assert_eq!(errors(spec.clone()), [("policies[1].routes".to_owned(), Code::PolicyClash)]);
    // One for a route beside one for the service is how exceptions are written.
    spec["policies"][1]["routes"] = json!(["list"]);
    assert_eq!(errors(spec.clone()), []);
    spec["policies"][1]["routes"] = json!([]);
    spec["policies"][1]["enabled"] = json!(false);
    assert_eq!(errors(spec), []);
}

#[test]
fn a_prefix_is_replaced_only_where_one_was_matched() {
    let rewrite =
        json!({"name": "strip", "config": {"url_rewrite": {"path": {"kind": "prefix", "value": "/v2"}}}});
    let mut spec = with("/policies/0", rewrite);
    assert_eq!(errors(spec.clone()), []);
    spec["routes"][1]["path"] = json!({"kind": "exact", "value": "/orders"});
    let expected = [("policies[0].config.url_rewrite.path.kind".to_owned(), Code::NotAnOption)];
    assert_eq!(errors(spec), expected);
}

#[test]
fn odd_values_are_refused() {
    let table = [
        ("/routes/0/path", json!({"kind": "regex", "value": "/a("}), "routes[0].path.value", Code::NotARegex),
        (
            "/routes/0/path",
            json!({"kind": "exact", "value": "/a/../b"}),
            "routes[0].path.value",
            Code::NotAPath,
        ),
        ("/routes/0/path", json!({"kind": "exact", "value": "/a b"}), "routes[0].path.value", Code::NotAPath),
        ("/routes/0/backends", json!([]), "routes[0].backends", Code::TooFew),
        ("/routes/0/methods", json!(["GET", "GET"]), "routes[0].methods", Code::Duplicate),
        (
            "/policies/0/config",
            json!({"cors": {"allow_origins": ["*"], "allow_credentials": true}}),
            "policies[0].config.cors.allow_credentials",
            Code::NotAnOption,
        ),
        (
            "/policies/0/config",
            json!({"cors": {"allow_origins": ["https://a.example.com/path"]}}),
            "policies[0].config.cors.allow_origins[0]",
            Code::NotAUrl,
        ),
        (
            "/policies/0/config",
            json!({"header_modifier": {"request": {"set": [{"name": "x y", "value": "a\nb"}]}}}),
            "policies[0].config.header_modifier.request.set[0].name",
            Code::NotAHeaderName,
        ),
    ];
    for (path, value, field, code) in table {
        let found = errors(with(path, value.clone()));
        assert!(found.contains(&(field.to_owned(), code)), "{path} = {value}: {found:?}");
    }
}

/// What is longer than allowed is refused for that, without looking at every pair.
#[test]
fn long_lists_are_refused_at_once() {
    let route = |i: usize| json!({"name": format!("r{i}"), "path": {"kind": "prefix", "value": "/"}, "backends": [{"backend": "x"}]});
    let routes: Vec<Value> = (0..20_000).map(route).collect();
    assert_eq!(errors(with("/routes", json!(routes))), [("routes".to_owned(), Code::TooMany)]);
    let headers: Vec<Value> =
        (0..20_000).map(|i| json!({"name": format!("h{i}"), "kind": "exact", "value": "x"})).collect();
    let mut spec = valid();
    spec["routes"][0]["headers"] = json!(headers);
    assert_eq!(errors(spec), [("routes[0].headers".to_owned(), Code::TooMany)]);
    let endpoints: Vec<Value> =
        (0..20_000).map(|i| json!({"host": format!("h{i}.example.com"), "port": 1})).collect();
    let spec = with("/backends/0/endpoints", json!(endpoints));
    assert_eq!(errors(spec), [("backends[0].endpoints".to_owned(), Code::TooMany)]);
}

#[test]
fn control_characters_are_refused_everywhere() {
    let mut spec = valid();
    spec["description"] = json!("bell \u{7}");
    spec["api_version"] = json!("1\n2");
    spec["routes"][0]["path"] = json!({"kind": "regex", "value": "/a\u{0}"});
    spec["routes"][0]["headers"] = json!([{"name": "x-a", "kind": "exact", "value": "\u{0}"}]);
    spec["backends"][0]["tls"] =
        json!({"ca_pem": "-----BEGIN CERTIFICATE-----\u{0}-----END CERTIFICATE-----"});
    spec["policies"][0]["routes"] = json!(["\u{0}"]);
    let expected = [
        ("api_version", Code::ControlCharacter),
        ("description", Code::ControlCharacter),
        ("routes[0].path.value", Code::NotAPath),
        ("routes[0].headers[0].value", Code::NotAHeaderValue),
        ("backends[0].tls.ca_pem", Code::NotACertificate),
        ("policies[0].routes[0]", Code::UnknownReference),
    ];
    assert_eq!(errors(spec), expected.map(|(field, code)| (field.to_owned(), code)));
}
