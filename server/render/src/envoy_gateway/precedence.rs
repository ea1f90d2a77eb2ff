//! Which of two routes with one path Envoy Gateway tries first (`internal/gatewayapi/sort.go`). Its
//! order is not quite Gateway API's: a method counts as one more header, and exact values weigh more
//! than expressions before query parameters are looked at.

use domain::route::{ValueKind, ValueMatch};

use crate::check::Contender;

/// The larger one is tried first; equal ones in an order that nobody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Precedence {
    headers: usize,
    exact_headers: usize,
    query: usize,
    exact_query: usize,
}

/// The precedence of a route among those with the same path.
pub(crate) fn of(contender: &Contender<'_>) -> Precedence {
    let exact = |list: &[ValueMatch]| list.iter().filter(|m| m.kind == ValueKind::Exact).count();
    let method = usize::from(contender.names_methods());
    let route = contender.route();
    Precedence {
        headers: route.headers.len() + method,
        exact_headers: exact(&route.headers) + method,
        query: route.query.len(),
        exact_query: exact(&route.query),
    }
}
