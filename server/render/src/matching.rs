//! What a request must look like, as HTTPRoute matches: one per method and alternative path.

use domain::route::{Route, ValueKind, ValueMatch};
use serde_json::{Value, json};

use crate::{object::list, path};

/// The matches of a route; any of them is enough.
pub(crate) fn of(base: &str, route: &Route) -> Vec<Value> {
    let (kind, paths) = path::matches(base, &route.path);
    let mut methods: Vec<_> = route.methods.iter().map(|m| Some(m.as_str())).collect();
    methods.sort_unstable();
    if methods.is_empty() {
        methods.push(None);
    }
    let each = |path: &String, method: Option<&str>| {
        json!({
            "path": {"type": kind, "value": path},
            "method": method,
            "headers": values(&route.headers),
            "queryParams": values(&route.query),
        })
    };
    paths.iter().flat_map(|path| methods.iter().map(move |method| each(path, *method))).collect()
}

/// Headers or query parameters, by name.
pub(crate) fn values(matches: &[ValueMatch]) -> Value {
    let mut sorted: Vec<_> = matches.iter().collect();
    sorted.sort();
    let kind = |kind| match kind {
        ValueKind::Exact => "Exact",
        ValueKind::Regex => "RegularExpression",
    };
    list(sorted.iter().map(|m| json!({"type": kind(m.kind), "name": m.name, "value": m.value})).collect())
}
