//! What stands in the way of rendering although every part of it is valid by itself. Asked while
//! editing a publish and once more when it is sent; nothing is ever dropped to make it fit.

use std::collections::BTreeMap;

use domain::{
    FieldError,
    reason::{Code, Reason},
    revision::Snapshot,
    route::{HeaderChanges, Route},
};

use crate::{
    backend,
    capability::{Asker, Capabilities, Need, needed},
    path,
    rule::{Action, Rule, rules},
};

/// HTTPRoute's limits for one rule.
const MAX_HEADERS: usize = 16;
const MAX_REFERENCES: usize = 16;

/// Every obstacle, as errors of a publish's fields; empty when [`crate::render`] may go ahead.
pub fn check(snapshot: &Snapshot, capabilities: &Capabilities) -> Vec<FieldError> {
    let missing = needed(snapshot).into_iter().filter(|need| !capabilities.has(need.capability));
    let mut found: Vec<_> =
        missing.map(|need| error("cluster_id", lacking(&need, &snapshot.cluster.name))).collect();
    let rules = rules(snapshot);
    for rule in &rules {
        found.extend(too_many(snapshot, rule).into_iter().map(|reason| error("api_services", reason)));
    }
    found.extend(ties(&rules).into_iter().map(|reason| error("api_services", reason)));
    found
}

fn error(field: &str, reason: Reason) -> FieldError {
    FieldError { field: field.to_owned(), reason }
}

fn lacking(need: &Need, cluster: &str) -> Reason {
    let reason = match &need.asker {
        Asker::Policy(name) => Reason::new(Code::CapabilityMissing).with("policy", name),
        Asker::Backend(name) => Reason::new(Code::BackendCapabilityMissing).with("backend", name),
        Asker::Plan(name) => Reason::new(Code::PlanCapabilityMissing).with("plan", name),
    };
    reason.with("capability", need.capability).with("cluster", cluster)
}

/// A policy's headers come on top of a route's, and a backend's weights multiply its references.
fn too_many(snapshot: &Snapshot, rule: &Rule<'_>) -> Vec<Reason> {
    let reason = |code: Code, max: usize| {
        let route = format!("{}/{}", rule.service.spec.name, rule.route.name);
        Reason::new(code).with("route", route).with("max", max)
    };
    let mut found = Vec::new();
    if over(&rule.request_headers) || over(&rule.response_headers) {
        found.push(reason(Code::RouteHeadersTooMany, MAX_HEADERS));
    }
    if let Action::Forward { to, .. } = &rule.action
        && backend::reference_count(snapshot, rule.service, to) > MAX_REFERENCES
    {
        found.push(reason(Code::RouteTargetsTooMany, MAX_REFERENCES));
    }
    found
}

fn over(changes: &HeaderChanges) -> bool {
    [changes.set.len(), changes.add.len(), changes.remove.len()].into_iter().any(|n| n > MAX_HEADERS)
}

/// Routes of different services that match the same requests; those of one service were compared
/// when it was saved.
fn ties(rules: &[Rule<'_>]) -> Vec<Reason> {
    let mut by_path: BTreeMap<(&str, String), Vec<(&Rule<'_>, Route)>> = BTreeMap::new();
    let mut ties = Vec::new();
    for rule in rules {
        let (kind, mut values) = path::matches("/", &rule.route.path);
        let value = values.pop().unwrap_or_default();
        // The same path, however it was written.
        let mut route = rule.route.clone();
        route.path.value.clone_from(&value);
        let same = by_path.entry((kind, value)).or_default();
        let elsewhere = |(other, _): &&(&Rule<'_>, Route)| other.service.id != rule.service.id;
        if let Some((other, _)) = same.iter().filter(elsewhere).find(|(_, o)| o.ties_with(&route)) {
            let full = |r: &Rule<'_>| format!("{}/{}", r.service.spec.name, r.route.name);
            ties.push(Reason::new(Code::RouteTie).with("first", full(other)).with("second", full(rule)));
        }
        same.push((rule, route));
    }
    ties
}
