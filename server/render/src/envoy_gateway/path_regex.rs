//! HTTPRouteFilter: takes the base path off a path that a regular expression matched, which a
//! URLRewrite of Gateway API cannot.

use domain::{revision::Snapshot, route::PathKind};
use serde_json::{Value, json};

use super::{GROUP, VERSION};
use crate::{
    object::Owner,
    path,
    rule::{Action, rules},
};

/// How a rule names it.
pub(crate) fn reference(name: &str) -> Value {
    json!({"group": GROUP, "kind": "HTTPRouteFilter", "name": name})
}

/// Whether some rule names it.
pub(crate) fn is_needed(snapshot: &Snapshot) -> bool {
    snapshot.base_path != "/"
        && rules(snapshot).iter().any(|rule| {
            rule.route.path.kind == PathKind::Regex
                && matches!(rule.action, Action::Forward { path: None, .. })
        })
}

/// The filter. A path it sees starts with the base path and goes on with `/`.
pub(crate) fn manifest(owner: &Owner, name: &str, base: &str) -> Value {
    let replace = json!({"pattern": format!("^{}", path::escape(base)), "substitution": ""});
    let spec = json!({"urlRewrite": {"path": {"type": "ReplaceRegexMatch", "replaceRegexMatch": replace}}});
    owner.object(VERSION, "HTTPRouteFilter", name, &format!("base path {base}"), json!({"spec": spec}))
}
