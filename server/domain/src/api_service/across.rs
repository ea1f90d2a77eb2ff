//! Checks across the parts of an API service: names, references, ties. Each takes time in proportion
//! to the service, but for ties, whose pairs the bounds on the lists keep few.

use std::collections::{HashMap, HashSet};

use super::ApiServiceSpec;
use crate::{
    draft::Check,
    policy::PolicyConfig,
    reason::{Code, Reason},
    route::{PathKind, PathRewriteKind},
};

/// Checks a service whose lists are not too long.
pub(super) fn check(service: &ApiServiceSpec, check: &mut Check) {
    names(service, check);
    references(service, check);
    ties(service, check);
    clashes(service, check);
    rewrites(service, check);
}

fn names(service: &ApiServiceSpec, check: &mut Check) {
    let parts: [(&str, Vec<&str>); 3] = [
        ("routes", service.routes.iter().map(|r| r.name.as_str()).collect()),
        ("backends", service.backends.iter().map(|b| b.name.as_str()).collect()),
        ("policies", service.policies.iter().map(|p| p.name.as_str()).collect()),
    ];
    for (field, names) in parts {
        let mut seen = HashSet::new();
        for (i, name) in names.into_iter().enumerate() {
            let reason = Reason::new(Code::Duplicate).with("value", name);
            check.ensure(seen.insert(name), &format!("{field}[{i}].name"), reason);
        }
    }
}

fn references(service: &ApiServiceSpec, check: &mut Check) {
    let unknown =
        |noun: &str, value: &str| Reason::new(Code::UnknownReference).with("noun", noun).with("value", value);
    let backends: HashSet<&str> = service.backends.iter().map(|b| b.name.as_str()).collect();
    for (i, route) in service.routes.iter().enumerate() {
        for (j, to) in route.backends.iter().enumerate() {
            let field = format!("routes[{i}].backends[{j}].backend");
            check.ensure(backends.contains(to.backend.as_str()), &field, unknown("backend", &to.backend));
        }
    }
    let routes: HashSet<&str> = service.routes.iter().map(|r| r.name.as_str()).collect();
    for (i, policy) in service.policies.iter().enumerate() {
        for (j, name) in policy.routes.iter().enumerate() {
            let field = format!("policies[{i}].routes[{j}]");
            check.ensure(routes.contains(name.as_str()), &field, unknown("route", name));
        }
    }
}

fn ties(service: &ApiServiceSpec, check: &mut Check) {
    for (i, route) in service.routes.iter().enumerate() {
        if let Some(other) = service.routes[..i].iter().find(|other| other.ties_with(route)) {
            let reason = Reason::new(Code::RouteTie).with("first", &other.name).with("second", &route.name);
            check.fail(&format!("routes[{i}].path"), reason);
        }
    }
}

/// One request is shaped by one policy of a kind: two of them on a route would hide each other, and
/// so would two for the whole service.
fn clashes(service: &ApiServiceSpec, check: &mut Check) {
    let mut covered: HashMap<_, &str> = HashMap::new();
    for (i, policy) in service.policies.iter().enumerate().filter(|(_, p)| p.enabled) {
        let whole = policy.routes.is_empty().then_some(None);
        let places = whole.into_iter().chain(policy.routes.iter().map(|route| Some(route.as_str())));
        let mut clash = None;
        for place in places {
            let before = covered.entry((policy.config.kind(), place)).or_insert(&policy.name);
            if *before != policy.name {
                clash = clash.or(Some(*before));
            }
        }
        if let Some(other) = clash {
            let reason = Reason::new(Code::PolicyClash).with("first", other).with("second", &policy.name);
            check.fail(&format!("policies[{i}].routes"), reason);
        }
    }
}

/// A prefix can be replaced only where a prefix was matched.
fn rewrites(service: &ApiServiceSpec, check: &mut Check) {
    let others: HashSet<&str> =
        service.routes.iter().filter(|r| r.path.kind != PathKind::Prefix).map(|r| r.name.as_str()).collect();
    for (i, policy) in service.policies.iter().enumerate().filter(|(_, p)| p.enabled) {
        let path = match &policy.config {
            PolicyConfig::UrlRewrite(rewrite) => rewrite.path.as_ref(),
            PolicyConfig::Redirect(redirect) => redirect.path.as_ref(),
            _ => None,
        };
        let replaces_prefix = path.is_some_and(|p| p.kind == PathRewriteKind::Prefix);
        let covers_other = match policy.routes.as_slice() {
            [] => !others.is_empty(),
            named => named.iter().any(|name| others.contains(name.as_str())),
        };
        if replaces_prefix && covers_other {
            let reason = Reason::new(Code::NotAnOption).with("value", "prefix").with("options", "full");
            check.fail(&format!("policies[{i}].config.{}.path.kind", policy.config.kind()), reason);
        }
    }
}
