//! What Envoy Gateway v1.9 makes of manifests that the API server takes: what it refuses, turning a
//! route into one that answers 500, and what it gets wrong. Read off its source, and written down
//! here a second time, from the manifests' side.

use std::{cmp::Ordering, collections::BTreeMap};

use render::Item;
use serde_json::Value;

/// Everything that would not be served as it is meant.
pub(crate) fn complaints(items: &[Item]) -> Vec<String> {
    let manifests: Vec<&Value> = items.iter().flat_map(|item| &item.manifests).collect();
    let routes: Vec<&Value> =
        manifests.iter().copied().filter(|m| m["kind"] == "HTTPRoute" || m["kind"] == "GRPCRoute").collect();
    let mut found = Vec::new();
    let mut matches = Vec::new();
    let protocols = protocols(&manifests);
    for rule in routes.iter().flat_map(|route| each(&route["spec"]["rules"])) {
        let name = rule["name"].as_str().unwrap_or_default();
        let mut complain = |what: String| found.push(format!("{name}: {what}"));
        headers(rule).into_iter().for_each(&mut complain);
        prefixes(rule).into_iter().for_each(&mut complain);
        if let Some(what) = mixed(rule, &protocols) {
            complain(what);
        }
        for one in each(&rule["matches"]) {
            expressions(one).into_iter().for_each(&mut complain);
            matches.push((name, one, rule));
        }
    }
    for (i, (first, a, rule_a)) in matches.iter().enumerate() {
        for (second, b, rule_b) in &matches[..i] {
            if path(a) == path(b) && meet(a, b) && unclear(a, b) {
                found.push(format!("{second} and {first} match the same requests without a clear winner"));
            }
            let (one, other) = (cors(rule_a), cors(rule_b));
            if path(a) == path(b) && !one.is_null() && !other.is_null() && one != other {
                let apart = !values_meet(&a["queryParams"], &b["queryParams"]);
                if !apart {
                    found.push(format!("{second} and {first} answer one preflight differently"));
                }
            }
        }
    }
    found
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// `^[!-~]+([\t ]?[!-~]+)*$`, the host left alone, and no command between two percent signs.
fn headers(rule: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let modifiers = ["requestHeaderModifier", "responseHeaderModifier"];
    for changes in each(&rule["filters"]).flat_map(|f| modifiers.map(|m| &f[m])) {
        for header in each(&changes["set"]).chain(each(&changes["add"])) {
            let value = header["value"].as_str().unwrap_or_default();
            let spaced = value
                .split([' ', '\t'])
                .all(|w| !w.is_empty() && w.bytes().all(|b| (0x21..=0x7e).contains(&b)));
            if !spaced || value.replace("%%", "").contains('%') {
                found.push(format!("the header value {value:?}"));
            }
        }
        let names = each(&changes["remove"]).chain(each(&changes["set"]).map(|h| &h["name"]));
        let is_host = |name: &&Value| name.as_str().is_some_and(|n| n.eq_ignore_ascii_case("host"));
        found.extend(names.filter(is_host).map(|_| "the host as a header".to_owned()));
    }
    found
}

/// Replacing the prefix `/` glues what follows to what is put in front.
fn prefixes(rule: &Value) -> Vec<String> {
    let is_root =
        each(&rule["matches"]).any(|m| m["path"]["type"] == "PathPrefix" && m["path"]["value"] == "/");
    let mut found = Vec::new();
    for filter in each(&rule["filters"]) {
        let rewritten = filter["urlRewrite"]["path"]["replacePrefixMatch"].as_str();
        let redirected = filter["requestRedirect"]["path"]["replacePrefixMatch"].as_str();
        if is_root && rewritten.is_some_and(|to| to != "/") {
            found.push("the prefix / is replaced".to_owned());
        }
        if redirected.is_some_and(|to| to != "/" && to.ends_with('/') != is_root) {
            found.push(format!("the redirect to {redirected:?} has a slash too many or too few"));
        }
    }
    found
}

/// Whether each backend object is spoken to in HTTP/2.
fn protocols(manifests: &[&Value]) -> BTreeMap<(String, String), bool> {
    let mut protocols = BTreeMap::new();
    for manifest in manifests {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let key = (text(&manifest["kind"]), text(&manifest["metadata"]["name"]));
        let ports = each(&manifest["spec"]["ports"]).map(|p| &p["appProtocol"]);
        let h2 = each(&manifest["spec"]["appProtocols"]).chain(ports).any(|p| text(p).ends_with("/h2c"));
        protocols.insert(key, h2);
    }
    protocols
}

fn mixed(rule: &Value, protocols: &BTreeMap<(String, String), bool>) -> Option<String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let spoken: Vec<bool> = each(&rule["backendRefs"])
        .filter_map(|r| protocols.get(&(text(&r["kind"]), text(&r["name"]))).copied())
        .collect();
    (spoken.contains(&true) && spoken.contains(&false)).then(|| "HTTP/1.1 and HTTP/2 in one rule".to_owned())
}

/// What only Rust's dialect has, as far as it shows in the text, and what leaves the base path.
fn expressions(one: &Value) -> Vec<String> {
    let values = each(&one["headers"]).chain(each(&one["queryParams"])).chain([&one["path"]]);
    let expressions = values.filter(|m| m["type"] == "RegularExpression").filter_map(|m| m["value"].as_str());
    let foreign = ["(?x", "(?u", "(?-u", "(?R", r"\u", r"\U", "&&", r"\<", r"\>", r"\b{"];
    let large = |text: &str| {
        text.split('{').skip(1).any(|rest| {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            number.parse::<u32>().is_ok_and(|n| n > 1000)
        })
    };
    let mut found: Vec<String> = expressions
        .filter(|text| foreign.iter().any(|f| text.contains(f)) || large(text))
        .map(|text| format!("the expression {text} is not RE2's"))
        .collect();
    let path = one["path"]["value"].as_str().unwrap_or_default();
    if one["path"]["type"] == "RegularExpression" && path.contains("|.") {
        found.push(format!("the expression {path} leaves its base path"));
    }
    found
}

fn path(one: &Value) -> (&Value, &Value) {
    // A GRPCRoute's service and method are its path.
    if one["path"].is_null() {
        (&one["method"]["service"], &one["method"]["method"])
    } else {
        (&one["path"]["type"], &one["path"]["value"])
    }
}

fn method(one: &Value) -> Option<&str> {
    one["method"].as_str()
}

fn meet(a: &Value, b: &Value) -> bool {
    let methods = method(a).is_none() || method(b).is_none() || method(a) == method(b);
    methods && values_meet(&a["headers"], &b["headers"]) && values_meet(&a["queryParams"], &b["queryParams"])
}

fn values_meet(a: &Value, b: &Value) -> bool {
    let exact = |m: &Value| m["type"] == "Exact";
    let name = |m: &Value| m["name"].as_str().unwrap_or_default().to_ascii_lowercase();
    each(a).all(|x| each(b).all(|y| name(x) != name(y) || !exact(x) || !exact(y) || x["value"] == y["value"]))
}

/// Whether Envoy Gateway sees a tie, or another winner than Gateway API.
fn unclear(a: &Value, b: &Value) -> bool {
    let count = |list: &Value| each(list).count();
    let exact = |list: &Value| each(list).filter(|m| m["type"] == "Exact").count();
    let actual = |m: &Value| {
        let named = usize::from(method(m).is_some());
        (
            count(&m["headers"]) + named,
            exact(&m["headers"]) + named,
            count(&m["queryParams"]),
            exact(&m["queryParams"]),
        )
    };
    let standard = |m: &Value| (method(m).is_some(), count(&m["headers"]), count(&m["queryParams"]));
    let actual = actual(a).cmp(&actual(b));
    actual == Ordering::Equal || actual != standard(a).cmp(&standard(b))
}

fn cors(rule: &Value) -> &Value {
    each(&rule["filters"]).find(|f| f["type"] == "CORS").map_or(&Value::Null, |f| &f["cors"])
}
