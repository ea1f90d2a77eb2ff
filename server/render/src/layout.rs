//! Which route objects a publish has. Policies attach to whole objects and the oldest of several
//! wins, so routes that share their SecurityPolicy and their BackendTrafficPolicy share objects, and
//! others do not; an object holds 16 rules and 128 matches at most.

use std::collections::BTreeMap;

use domain::{
    policy::{Cors, RateLimit, Retry},
    revision::Snapshot,
};
use serde_json::Value;

use crate::{
    Input, grpc_route, http_route, name,
    rule::{Rule, rules},
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

/// What a SecurityPolicy says beside authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Security<'a> {
    /// Tells it from others of the publish.
    pub(crate) key: String,
    pub(crate) cors: Option<&'a Cors>,
}

/// What a BackendTrafficPolicy says beside plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Traffic<'a> {
    /// Tells it from others of the publish.
    pub(crate) key: String,
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
    pub(crate) security: Security<'a>,
    pub(crate) traffic: Traffic<'a>,
    /// The rules as written.
    pub(crate) rules: Vec<Value>,
}

/// GRPCRoutes when every rule of the publish can be one.
pub(crate) fn kind(snapshot: &Snapshot) -> RouteKind {
    let rules = rules(snapshot);
    let all = !rules.is_empty() && rules.iter().all(|rule| grpc_route::can_carry(snapshot, rule));
    if all { RouteKind::Grpc } else { RouteKind::Http }
}

/// Every route object, by name of its policies.
pub(crate) fn of<'a>(input: &Input<'a>) -> Vec<RouteObject<'a>> {
    let kind = kind(input.snapshot);
    let mut groups: BTreeMap<(String, String), (Security<'a>, Traffic<'a>, Vec<Value>)> = BTreeMap::new();
    for rule in rules(input.snapshot) {
        let (security, traffic) = (security(&rule), traffic(&rule, kind));
        let written = match kind {
            RouteKind::Http => http_route::rules(input, &rule),
            RouteKind::Grpc => vec![grpc_route::rule(input, &rule)],
        };
        groups
            .entry((security.key.clone(), traffic.key.clone()))
            .or_insert_with(|| (security, traffic, Vec::new()))
            .2
            .extend(written);
    }
    let object = |(security, traffic, rules): (Security<'a>, Traffic<'a>, Vec<Value>)| {
        let name = name::part(input.snapshot.publish_id, &["route", &security.key, &traffic.key]);
        chunks(rules).into_iter().enumerate().map(move |(i, rules)| RouteObject {
            name: format!("{name}-{i}"),
            kind,
            security: security.clone(),
            traffic: traffic.clone(),
            rules,
        })
    };
    groups.into_values().flat_map(object).collect()
}

fn security<'a>(rule: &Rule<'a>) -> Security<'a> {
    let key =
        rule.cors.map_or_else(String::new, |(policy, _)| format!("{}/{}", rule.service.id, policy.name));
    Security { key, cors: rule.cors.map(|(_, cors)| cors) }
}

fn traffic<'a>(rule: &Rule<'a>, kind: RouteKind) -> Traffic<'a> {
    let timeout_ms = rule.timeout_ms.filter(|_| kind == RouteKind::Grpc);
    let names = [rule.rate_limit.map(|(p, _)| &p.name), rule.retry.map(|(p, _)| &p.name)];
    let key = if names == [None, None] && timeout_ms.is_none() {
        String::new()
    } else {
        format!("{} {names:?} {timeout_ms:?}", rule.service.id)
    };
    Traffic {
        key,
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
