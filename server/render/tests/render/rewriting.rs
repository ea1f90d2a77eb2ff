//! Paths and headers on their way, where Envoy Gateway does not do what Gateway API says.

use render::AccessSet;
use serde_json::{Value, json};

use crate::support::{
    judge::judge,
    world::{render, service, snapshot},
};

/// Everything that is rendered for one route.
fn rendered(base: &str, route: Value) -> Vec<Value> {
    let mut route = route;
    route["name"] = "all".into();
    if route["backends"].is_null() {
        route["backends"] = json!([{"backend": "main"}]);
    }
    let parts = json!({
        "routes": [route],
        "backends": [{"name": "main", "protocol": "http", "endpoints": [{"host": "orders.example", "port": 80}]}],
    });
    let mut snapshot = snapshot(vec![service(10, "orders", &parts)]);
    snapshot.base_path = base.into();
    let items = render(&snapshot, &AccessSet::default());
    judge(&snapshot, &items);
    items.into_iter().flat_map(|item| item.manifests).collect()
}

fn of_kind(manifests: &[Value], kind: &str) -> Vec<Value> {
    manifests.iter().filter(|m| m["kind"] == kind).map(|m| m["spec"].clone()).collect()
}

fn filters(manifests: &[Value]) -> Value {
    of_kind(manifests, "HTTPRoute")[0]["rules"][0]["filters"].clone()
}

fn root(to: &str) -> Value {
    json!({"path": {"kind": "prefix", "value": "/"},
           "rewrite": {"path": {"kind": "prefix", "value": to}, "hostname": "Legacy.example"}})
}

/// `/orders` would arrive as `/v2orders`.
#[test]
fn the_prefix_of_everything_is_replaced_by_an_expression() {
    for to in ["/v2", "/v2/"] {
        let manifests = rendered("/", root(to));
        let [filter] = of_kind(&manifests, "HTTPRouteFilter").try_into().unwrap();
        let replace = json!({"pattern": "^/", "substitution": "/v2/"});
        assert_eq!(
            filter,
            json!({"urlRewrite": {"path": {"type": "ReplaceRegexMatch", "replaceRegexMatch": replace}}})
        );
        let filters = filters(&manifests);
        assert_eq!(filters[0]["urlRewrite"], json!({"hostname": "legacy.example"}));
        assert_eq!(filters[1]["extensionRef"]["kind"], "HTTPRouteFilter");
    }
    for (base, to) in [("/", "/"), ("/shop", "/v2")] {
        let manifests = rendered(base, root(to));
        assert_eq!(of_kind(&manifests, "HTTPRouteFilter"), Vec::<Value>::new(), "{base} {to}");
        let path = &filters(&manifests)[0]["urlRewrite"]["path"];
        assert_eq!(*path, json!({"type": "ReplacePrefixMatch", "replacePrefixMatch": to}));
    }
}

/// A redirect from `/` takes the slash with it; elsewhere a slash at the end would be doubled.
#[test]
fn redirected_prefixes_keep_one_slash() {
    let to = |path: &str, to: &str| {
        json!({"path": {"kind": "prefix", "value": path}, "backends": [],
        "redirect": {"path": {"kind": "prefix", "value": to}, "hostname": "new.example", "status": 301}})
    };
    for (base, path, new, expected) in [
        ("/", "/", "/new", "/new/"),
        ("/", "/", "/", "/"),
        ("/", "/old", "/new/", "/new"),
        ("/shop", "/", "/new/", "/new"),
    ] {
        let found = filters(&rendered(base, to(path, new)))[0]["requestRedirect"]["path"].clone();
        let expected = json!({"type": "ReplacePrefixMatch", "replacePrefixMatch": expected});
        assert_eq!(found, expected, "{path} to {new} under {base}");
    }
}

/// Envoy reads what is between two `%` as a command.
#[test]
fn a_percent_sign_arrives_as_one() {
    let manifests = rendered(
        "/",
        json!({"path": {"kind": "prefix", "value": "/"},
               "request_headers": {"set": [{"name": "x-share", "value": "100%"}]},
               "response_headers": {"add": [{"name": "x-share", "value": "%REQ(x)%"}]}}),
    );
    let filters = filters(&manifests);
    assert_eq!(filters[0]["requestHeaderModifier"]["set"][0]["value"], "100%%");
    assert_eq!(filters[1]["responseHeaderModifier"]["add"][0]["value"], "%%REQ(x)%%");
}

/// Every endpoint is asked for one name, whichever was written down first.
#[test]
fn the_name_tls_asks_for_does_not_depend_on_order() {
    let hostname = |hosts: [&str; 2]| {
        let endpoints: Vec<_> = hosts.iter().map(|host| json!({"host": host, "port": 443})).collect();
        let parts = json!({
            "routes": [{"name": "all", "path": {"kind": "prefix", "value": "/"}, "backends": [{"backend": "main"}]}],
            "backends": [{"name": "main", "protocol": "https", "endpoints": endpoints}],
        });
        let items = render(&snapshot(vec![service(10, "orders", &parts)]), &AccessSet::default());
        let manifests: Vec<_> = items.into_iter().flat_map(|item| item.manifests).collect();
        of_kind(&manifests, "BackendTLSPolicy")[0]["validation"]["hostname"].clone()
    };
    assert_eq!(hostname(["b.example", "A.example"]), "a.example");
    assert_eq!(hostname(["A.example", "b.example"]), "a.example");
}
