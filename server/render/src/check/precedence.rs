//! Routes that match the same requests without a clear winner: that tie, or that Gateway API and the
//! implementation put into different orders.

use std::{cmp::Ordering, collections::BTreeMap};

use domain::{
    reason::{Code, Reason},
    route::{Method, PathKind, Route},
};

use super::{full_name, meet};
use crate::{envoy_gateway::precedence, layout::RouteKind, rule::Rule};

/// A route as it competes with others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contender<'a> {
    rule: &'a Rule<'a>,
    kind: RouteKind,
}

impl<'a> Contender<'a> {
    /// The route.
    pub(crate) const fn route(&self) -> &'a Route {
        self.rule.route
    }

    /// GRPCRoute knows no methods: all are POST.
    const fn methods(&self) -> &'a [Method] {
        match self.kind {
            RouteKind::Http => self.rule.route.methods.as_slice(),
            RouteKind::Grpc => &[],
        }
    }

    /// Whether its matches name a method.
    pub(crate) const fn names_methods(&self) -> bool {
        !self.methods().is_empty()
    }

    /// The order of Gateway API among routes with the same path.
    fn standard(&self) -> (bool, usize, usize) {
        (self.names_methods(), self.route().headers.len(), self.route().query.len())
    }

    /// Whether some request with a path of both matches both.
    fn meets(&self, other: &Self) -> bool {
        let (a, b) = (self.methods(), other.methods());
        let methods = a.is_empty() || b.is_empty() || a.iter().any(|method| b.contains(method));
        methods && self.route().values_meet(other.route())
    }
}

/// Every route with the first of those before it that it cannot be told apart from.
pub(super) fn unclear(rules: &[Rule<'_>], kind: RouteKind) -> Vec<Reason> {
    let mut by_path: BTreeMap<(&str, &str), Vec<Contender<'_>>> = BTreeMap::new();
    let mut by_length: BTreeMap<usize, Vec<Contender<'_>>> = BTreeMap::new();
    let mut found = Vec::new();
    for rule in rules {
        let contender = Contender { rule, kind };
        let (path_kind, value) = rule.route.path.normalized();
        let same = by_path.entry((path_kind.as_str(), value)).or_default();
        found.extend(same.iter().find_map(|other| between(other, &contender)));
        same.push(contender);
        if path_kind == PathKind::Regex {
            let equally_long = by_length.entry(value.len()).or_default();
            found.extend(equally_long.iter().find_map(|other| between_expressions(other, &contender)));
            equally_long.push(contender);
        }
    }
    found
}

/// What is unclear between two routes with the same path.
fn between(a: &Contender<'_>, b: &Contender<'_>) -> Option<Reason> {
    if !a.meets(b) {
        return None;
    }
    let standard = a.standard().cmp(&b.standard());
    let actual = precedence::of(a).cmp(&precedence::of(b));
    let code = match (standard, actual) {
        (Ordering::Equal, _) => Code::RouteTie,
        (standard, actual) if standard == actual => return None,
        _ => Code::RoutePrecedence,
    };
    Some(naming(code, a, b))
}

/// Gateway API leaves expressions to the implementation; here the longer one wins.
fn between_expressions(a: &Contender<'_>, b: &Contender<'_>) -> Option<Reason> {
    let (one, other) = (&a.route().path.value, &b.route().path.value);
    let tied = one != other
        && a.meets(b)
        && precedence::of(a) == precedence::of(b)
        && meet::expressions_meet(one, other);
    tied.then(|| naming(Code::RouteRegexTie, a, b))
}

fn naming(code: Code, a: &Contender<'_>, b: &Contender<'_>) -> Reason {
    Reason::new(code).with("first", full_name(a.rule)).with("second", full_name(b.rule))
}
