//! Which routes the same request could match.

use super::{PathKind, PathMatch, Route, ValueKind, ValueMatch, same_name};

impl Route {
    /// Whether some request matches both routes and neither is more specific.
    pub fn ties_with(&self, other: &Self) -> bool {
        let methods = match (self.methods.is_empty(), other.methods.is_empty()) {
            (true, true) => true,
            (false, false) => self.methods.iter().any(|m| other.methods.contains(m)),
            // A named method is more specific than none.
            _ => false,
        };
        self.path.normalized() == other.path.normalized()
            && methods
            && self.headers.len() == other.headers.len()
            && self.query.len() == other.query.len()
            && self.values_meet(other)
    }

    /// Whether no header and no query parameter keeps a request that matches one route from matching
    /// the other.
    pub fn values_meet(&self, other: &Self) -> bool {
        may_hold_together(&self.headers, &other.headers, true) && self.query_meets(other)
    }

    /// The same of query parameters alone.
    pub fn query_meets(&self, other: &Self) -> bool {
        may_hold_together(&self.query, &other.query, false)
    }
}

impl PathMatch {
    /// The path as it is compared: a prefix matches whole segments, so a slash at its end says
    /// nothing.
    pub fn normalized(&self) -> (PathKind, &str) {
        match self.kind {
            PathKind::Prefix => match self.value.trim_end_matches('/') {
                "" => (self.kind, "/"),
                trimmed => (self.kind, trimmed),
            },
            PathKind::Exact | PathKind::Regex => (self.kind, &self.value),
        }
    }
}

/// Whether two lists can match one request.
fn may_hold_together(a: &[ValueMatch], b: &[ValueMatch], ignore_case: bool) -> bool {
    a.iter().all(|x| {
        b.iter().all(|y| {
            !same_name(&x.name, &y.name, ignore_case)
                || x.kind != ValueKind::Exact
                || y.kind != x.kind
                || x.value == y.value
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn route(value: Value) -> Route {
        let mut all = json!({"name": "orders", "path": {"kind": "prefix", "value": "/"}, "backends": []});
        all.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    #[test]
    fn a_slash_at_the_end_of_a_prefix_says_nothing() {
        let path = |kind: &str, value: &str| route(json!({"path": {"kind": kind, "value": value}}));
        assert!(path("prefix", "/orders").ties_with(&path("prefix", "/orders/")));
        assert!(!path("exact", "/orders").ties_with(&path("exact", "/orders/")));
        assert!(!path("prefix", "/orders").ties_with(&path("exact", "/orders")));
    }

    #[test]
    fn routes_that_are_told_apart_do_not_tie() {
        let by = |value: &str| route(json!({"headers": [{"name": "x-by", "kind": "exact", "value": value}]}));
        assert!(by("a").ties_with(&by("a")));
        assert!(!by("a").ties_with(&by("b")), "no request has both values");
        assert!(!by("a").ties_with(&route(json!({}))), "one header more");
        assert!(by("a").values_meet(&route(json!({}))));
        assert!(!route(json!({"methods": ["GET"]})).ties_with(&route(json!({}))), "a method");
    }
}
