//! HTTPRoute rules: matches, filters, backends, timeout.

use serde_json::{Value, json};

use crate::{
    Input, backend, filter, matching,
    object::duration,
    rule::{Action, Rule},
};

/// The rules of a route: one, or one per match where a part of the path is replaced (HTTPRoute
/// allows that with a single match only).
pub(crate) fn rules(input: &Input<'_>, rule: &Rule<'_>) -> Vec<Value> {
    let base = &input.snapshot.base_path;
    let filters = filter::of(rule, base, input.snapshot.publish_id);
    let matches = matching::of(base, rule.route);
    let name = format!("{}.{}", rule.service.spec.name, rule.route.name);
    let to = match &rule.action {
        Action::Redirect(_) => Value::Null,
        Action::Forward { to, .. } => backend::references(input, rule.service, to).into(),
    };
    let write = |name: String, matches: Vec<Value>| {
        json!({
            "name": name,
            "matches": matches,
            "filters": crate::object::list(filters.filters.clone()),
            "backendRefs": to,
            "timeouts": rule.timeout_ms.map(|ms| json!({"request": duration(ms)})),
        })
    };
    if filters.replaces_prefix && matches.len() > 1 {
        let numbered = |(i, one)| write(format!("{name}.{i}"), vec![one]);
        matches.into_iter().enumerate().map(numbered).collect()
    } else {
        vec![write(name, matches)]
    }
}
