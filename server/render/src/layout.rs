//! Which route objects a publish has. A BackendTrafficPolicy attaches to whole objects and the
//! oldest of several wins, so routes with the same limits and retries share objects, and others do
//! not; an object holds 16 rules and 128 matches at most.

use std::collections::BTreeMap;

use domain::policy::{Policy, RateLimit, Retry};
use serde_json::Value;

use crate::{
    Input, grpc_route, http_route, name,
    rule::{Rule, rules},
    subject::Subject,
};

/// Limits of HTTPRoute and GRPCRoute.
const MAX_RULES: usize = 16;
const MAX_MATCHES: usize = 128;

/// HTTPRoute or GRPCRoute; a publish has one kind, because the two must not share a hostname.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RouteKind {
    Http,
    Grpc,
}

impl RouteKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "HTTPRoute",
            Self::Grpc => "GRPCRoute",
        }
    }
}

/// What a BackendTrafficPolicy says beside plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Traffic<'a> {
    /// Tells it from others of the publish; the same as long as its policies keep their names.
    pub(crate) label: String,
    pub(crate) rate_limit: Option<&'a RateLimit>,
    pub(crate) retry: Option<&'a Retry>,
    /// Of GRPCRoutes, which have no timeout of their own.
    pub(crate) timeout_ms: Option<u32>,
}

/// One HTTPRoute or GRPCRoute.
#[derive(Debug)]
pub(crate) struct RouteObject<'a> {
    pub(crate) name: String,
    pub(crate) kind: RouteKind,
    pub(crate) traffic: Traffic<'a>,
    /// The rules as written.
    pub(crate) rules: Vec<Value>,
}

/// GRPCRoutes when every rule of the publish can be one.
pub(crate) fn kind(subject: Subject<'_>) -> RouteKind {
    let rules = rules(subject);
    let all = !rules.is_empty() && rules.iter().all(|rule| grpc_route::can_carry(subject.base_path, rule));
    if all { RouteKind::Grpc } else { RouteKind::Http }
}

/// Every route object, by what its traffic policy says.
pub(crate) fn of<'a>(input: &Input<'a>) -> Vec<RouteObject<'a>> {
    let kind = kind(input.snapshot.into());
    let mut groups: BTreeMap<String, (Traffic<'a>, Vec<Value>)> = BTreeMap::new();
    for rule in rules(input.snapshot.into()) {
        let traffic = traffic(&rule, kind);
        let written = match kind {
            RouteKind::Http => http_route::rules(input, &rule),
            RouteKind::Grpc => vec![grpc_route::rule(input, &rule)],
        };
        groups.entry(traffic.label.clone()).or_insert_with(|| (traffic, Vec::new())).1.extend(written);
    }
    let objects = |(traffic, rules): (Traffic<'a>, Vec<Value>)| {
        let name = name::part(input.snapshot.publish_id, &["route", &traffic.label]);
        chunks(rules).into_iter().enumerate().map(move |(i, rules)| RouteObject {
            name: format!("{name}-{i}"),
            kind,
            traffic: traffic.clone(),
            rules,
        })
    };
    groups.into_values().flat_map(objects).collect()
}

/// What a rule's traffic policy says.
pub(crate) fn traffic<'a>(rule: &Rule<'a>, kind: RouteKind) -> Traffic<'a> {
    let timeout_ms = rule.timeout_ms.filter(|_| kind == RouteKind::Grpc);
    let name = |policy: Option<&Policy>| {
        policy.map_or_else(String::new, |p| format!("{}/{}", rule.service.id, p.name))
    };
    let parts = [
        name(rule.rate_limit.map(|(policy, _)| policy)),
        name(rule.retry.map(|(policy, _)| policy)),
        timeout_ms.map_or_else(String::new, |ms| ms.to_string()),
    ];
    Traffic {
        label: name::digest(&parts.each_ref().map(String::as_str)),
        rate_limit: rule.rate_limit.map(|(_, limit)| limit),
        retry: rule.retry.map(|(_, retry)| retry),
        timeout_ms,
    }
}

fn chunks(rules: Vec<Value>) -> Vec<Vec<Value>> {
    let mut chunks: Vec<Vec<Value>> = Vec::new();
    let mut matches = 0;
    for rule in rules {
        let own = rule["matches"].as_array().map_or(1, Vec::len);
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < MAX_RULES && matches + own <= MAX_MATCHES => {
                matches += own;
                chunk.push(rule);
            }
            _ => {
                matches = own;
                chunks.push(vec![rule]);
            }
        }
    }
    chunks
}
