//! HTTPRouteFilter: rewrites a path by a regular expression, where a URLRewrite of Gateway API cannot
//! or Envoy Gateway gets it wrong.

use std::collections::BTreeMap;

use domain::{id::ProductPublishId, revision::Snapshot, route::PathKind, route::PathRewriteKind};
use serde_json::{Value, json};

use super::{GROUP, VERSION};
use crate::{
    name,
    object::Owner,
    path,
    rule::{Action, Rule, rules},
};

/// What is replaced by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathRegex {
    pattern: String,
    substitution: String,
    about: String,
}

/// The replacement a rule needs under a base path, if any:
/// - Taking the base path off what a regular expression matched. Its length is not known before it
///   has matched; what it matched starts with the base path and goes on with `/`.
/// - Replacing the prefix `/`. Envoy Gateway writes `/v2` and then what follows the slash:
///   `/v2orders` (its issues 5256 and 6764).
pub(crate) fn of(rule: &Rule<'_>, base: &str) -> Option<PathRegex> {
    match &rule.action {
        Action::Forward { path: None, .. } if base != "/" && rule.route.path.kind == PathKind::Regex => {
            Some(PathRegex {
                pattern: format!("^{}", path::escape(base)),
                substitution: String::new(),
                about: format!("base path {base}"),
            })
        }
        Action::Forward { path: Some(to), .. }
            if to.kind == PathRewriteKind::Prefix && path::is_root(base, &rule.route.path) =>
        {
            let to = path::prefix(&to.value);
            (to != "/").then(|| PathRegex {
                pattern: "^/".to_owned(),
                substitution: format!("{to}/"),
                about: format!("{to} in front"),
            })
        }
        Action::Forward { .. } | Action::Redirect(_) => None,
    }
}

impl PathRegex {
    fn name(&self, publish: ProductPublishId) -> String {
        name::part(publish, &["path", &self.pattern, &self.substitution])
    }

    /// How a rule names the filter.
    pub(crate) fn reference(&self, publish: ProductPublishId) -> Value {
        json!({"group": GROUP, "kind": "HTTPRouteFilter", "name": self.name(publish)})
    }
}

/// Every filter that some rule names, by name.
pub(crate) fn manifests(snapshot: &Snapshot, owner: &Owner) -> Vec<Value> {
    let all = rules(snapshot.into());
    let needed = all.iter().filter_map(|rule| of(rule, &snapshot.base_path));
    let named: BTreeMap<_, _> = needed.map(|regex| (regex.name(snapshot.publish_id), regex)).collect();
    let filter = |(name, regex): (String, PathRegex)| {
        let replace = json!({"pattern": regex.pattern, "substitution": regex.substitution});
        let rewrite = json!({"path": {"type": "ReplaceRegexMatch", "replaceRegexMatch": replace}});
        let body = json!({"spec": {"urlRewrite": rewrite}});
        owner.object(VERSION, "HTTPRouteFilter", &name, &regex.about, body)
    };
    named.into_iter().map(filter).collect()
}
