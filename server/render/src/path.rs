//! Base paths. A publish puts its base path in front of every route's path; callers see it, backends
//! do not: it is stripped on the way, unless a rewrite sets the path anyway.
//!
//! | route's path | matched under `/shop` | the backend sees |
//! | --- | --- | --- |
//! | prefix `/orders` | prefix `/shop/orders` | `/orders…` |
//! | prefix `/` | prefix `/shop` | `/…` |
//! | exact `/status` | exact `/shop/status` | `/status` |
//! | exact `/` | exact `/shop` and `/shop/` | `/` |
//! | regex `/o/[0-9]+` | regex `/shop(?:/o/[0-9]+)` | the path without `/shop` |

use domain::route::{PathKind, PathMatch};

/// Both paths in a row; `/` stands for nothing.
pub(crate) fn join(base: &str, path: &str) -> String {
    match (base, path) {
        ("/", path) => path.to_owned(),
        (base, "/") => base.to_owned(),
        (base, path) => format!("{base}{path}"),
    }
}

/// Kind (as in HTTPRoute) and value of what has to match; more than one value are alternatives.
pub(crate) fn matches(base: &str, path: &PathMatch) -> (&'static str, Vec<String>) {
    match path.kind {
        PathKind::Exact if path.value == "/" && base != "/" => {
            ("Exact", vec![base.to_owned(), format!("{base}/")])
        }
        PathKind::Exact => ("Exact", vec![join(base, &path.value)]),
        PathKind::Prefix => ("PathPrefix", vec![join(base, prefix(&path.value))]),
        PathKind::Regex if base == "/" => ("RegularExpression", vec![path.value.clone()]),
        PathKind::Regex => ("RegularExpression", vec![format!("{}(?:{})", escape(base), path.value)]),
    }
}

/// A prefix matches whole segments, so a slash at its end says nothing.
pub(crate) fn prefix(value: &str) -> &str {
    match value.trim_end_matches('/') {
        "" => "/",
        trimmed => trimmed,
    }
}

/// Whether a match is the prefix `/`, which everything has and no segment ends.
pub(crate) fn is_root(base: &str, path: &PathMatch) -> bool {
    path.kind == PathKind::Prefix && join(base, prefix(&path.value)) == "/"
}

/// The text as a regular expression that matches nothing else (RE2).
pub(crate) fn escape(text: &str) -> String {
    text.chars().flat_map(|c| r".+*?()|[]{}^$\".contains(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_paths_go_in_front() {
        let cases = [
            (PathKind::Prefix, "/orders", "/shop", "PathPrefix", vec!["/shop/orders"]),
            (PathKind::Prefix, "/orders/", "/", "PathPrefix", vec!["/orders"]),
            (PathKind::Prefix, "/", "/shop", "PathPrefix", vec!["/shop"]),
            (PathKind::Prefix, "/", "/", "PathPrefix", vec!["/"]),
            (PathKind::Exact, "/a", "/shop", "Exact", vec!["/shop/a"]),
            (PathKind::Exact, "/", "/shop", "Exact", vec!["/shop", "/shop/"]),
            (PathKind::Exact, "/", "/", "Exact", vec!["/"]),
            (PathKind::Regex, "/a|/b", "/v1.0", "RegularExpression", vec![r"/v1\.0(?:/a|/b)"]),
            (PathKind::Regex, "/a|/b", "/", "RegularExpression", vec!["/a|/b"]),
        ];
        for (kind, value, base, expected_kind, expected) in cases {
            let path = PathMatch { kind, value: value.to_owned() };
            let expected = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(matches(base, &path), (expected_kind, expected), "{kind} {value} under {base}");
        }
    }
}
