//! Routes of one path that answer browsers differently. Envoy Gateway answers the preflights of a rule
//! with methods by a route of its own, which does not look at the method that is asked for: the first
//! such route would speak for all of them.

use std::collections::BTreeMap;

use domain::reason::{Code, Reason};

use super::full_name;
use crate::{filter, rule::Rule};

/// Every route with the first of those before it whose preflights are answered otherwise.
pub(super) fn different(rules: &[Rule<'_>]) -> Vec<Reason> {
    let mut by_path: BTreeMap<(&str, &str), Vec<&Rule<'_>>> = BTreeMap::new();
    let mut found = Vec::new();
    for rule in rules {
        let Some(cors) = rule.cors else { continue };
        let (kind, value) = rule.route.path.normalized();
        let same = by_path.entry((kind.as_str(), value)).or_default();
        let differs = |other: &&&Rule<'_>| {
            other.cors.is_some_and(|other| filter::shared(other) != filter::shared(cors))
                && other.route.query_meets(rule.route)
        };
        if let Some(other) = same.iter().find(differs) {
            let reason = Reason::new(Code::RouteCorsDiffers);
            found.push(reason.with("first", full_name(other)).with("second", full_name(rule)));
        }
        same.push(rule);
    }
    found
}
