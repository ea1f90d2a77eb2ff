//! How paths, header names, hostnames and regular expressions are written.

use super::{MAX_REGEX, re2};
use crate::{
    draft::Check,
    name::{is_dns_name, is_header_name},
    reason::{Code, Reason},
    text::is_one_line,
};

pub(super) fn check_header_name(check: &mut Check, field: &str, name: &str) {
    check.ensure(is_header_name(name), field, Reason::new(Code::NotAHeaderName).with("name", name));
}

pub(super) fn check_hostname(check: &mut Check, hostname: Option<&str>) {
    if let Some(hostname) = hostname {
        check.ensure(is_dns_name(hostname), "hostname", Code::NotAHostname);
    }
}

/// Longest path: with a base path of 200 characters in front, escaped in a regular expression, it
/// stays within the 1024 of an HTTPRoute.
const MAX_PATH: usize = 600;

/// A path: starts with `/`, 1 to 600 characters of RFC 3986's `pchar` and `/`, no empty, `.` or `..`
/// segments, no escaped `/` (HTTPRoute's rules).
pub(crate) fn check_path(check: &mut Check, field: &str, path: &str) {
    check.ensure(fits(path) && is_clean(path), field, Code::NotAPath);
}

/// A regular expression over paths. Whatever it matches begins with `/`, in every alternative: a base
/// path is put in front of it, and `/x|.*` after `/shop` would reach `/shopadmin`.
pub(super) fn check_path_regex(check: &mut Check, field: &str, pattern: &str) {
    check.ensure(fits(pattern), field, Code::NotAPath);
    if pattern.len() > MAX_REGEX {
        return;
    }
    if let Some(expression) = check_regex(check, field, pattern) {
        let starts = !pattern.starts_with('/') || re2::begins_with_slash(&expression);
        check.ensure(starts, field, Code::NotAPathRegex);
    }
}

fn fits(path: &str) -> bool {
    path.starts_with('/') && path.chars().count() <= MAX_PATH && is_one_line(path)
}

fn is_clean(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&b);
    let escapes_are_whole = path.split('%').skip(1).all(|rest| {
        rest.get(..2)
            .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()) && !hex.eq_ignore_ascii_case("2f"))
    });
    path.bytes().all(|b| plain(b) || b == b'%')
        && escapes_are_whole
        && !path.contains("//")
        && !path.split('/').any(|s| s == "." || s == "..")
}

/// A regular expression that RE2 can read; gives it back as it was understood.
pub(super) fn check_regex(check: &mut Check, field: &str, pattern: &str) -> Option<regex_syntax::hir::Hir> {
    re2::parse(pattern)
        .map_err(|detail| check.fail(field, Reason::new(Code::NotARegex).with("detail", detail)))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_what_an_http_route_takes() {
        for good in
            ["/", "/orders", "/v1.0/a:b", "/%C3%B6", "/a(b)*,;=@!~$&'+", &format!("/{}", "a".repeat(599))]
        {
            assert!(good.starts_with('/') && is_clean(good), "{good}");
        }
        for bad in
            ["/a b", "/ö", "/a//b", "/a/../b", "/.", "/a?b", "/a#b", "/%", "/%zz", "/a%2Fb", "/a|b", "/{id}"]
        {
            assert!(!is_clean(bad), "{bad}");
        }
        let mut check = Check::new();
        check_path(&mut check, "path", &format!("/{}", "a".repeat(600)));
        assert!(!check.is_ok());
    }

    #[test]
    fn an_expression_stays_behind_its_base_path() {
        let codes = |pattern: &str| {
            let mut check = Check::new();
            check_path_regex(&mut check, "path", pattern);
            match check.finish(|| Some(())) {
                Ok(()) => vec![],
                Err(error) => error.fields().iter().map(|f| f.reason.code).collect(),
            }
        };
        assert_eq!(codes("/x|/y.*"), []);
        assert_eq!(codes("/x|.*"), [Code::NotAPathRegex]);
        assert_eq!(codes(".*"), [Code::NotAPath]);
        assert_eq!(codes("/a{1001}"), [Code::NotARegex]);
    }
}
