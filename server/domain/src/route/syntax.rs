//! How paths, header names, hostnames and regular expressions are written.

use crate::{
    draft::Check,
    name::{is_header_name, is_hostname},
    reason::{Code, Reason},
    text::is_one_line,
};

pub(super) fn check_header_name(check: &mut Check, field: &str, name: &str) {
    check.ensure(is_header_name(name), field, Reason::new(Code::NotAHeaderName).with("name", name));
}

pub(super) fn check_hostname(check: &mut Check, hostname: Option<&str>) {
    if let Some(hostname) = hostname {
        check.ensure(is_hostname(hostname), "hostname", Code::NotAHostname);
    }
}

/// Longest path: with a base path of 200 characters in front, escaped in a regular expression, it
/// stays within the 1024 of an HTTPRoute.
const MAX_PATH: usize = 600;

/// A path: starts with `/`, 1 to 600 characters of RFC 3986's `pchar` and `/`, no empty, `.` or `..`
/// segments, no escaped `/` (HTTPRoute's rules). A regular expression only has to
/// start with `/` and be one line.
pub(crate) fn check_path(check: &mut Check, field: &str, path: &str, is_regex: bool) {
    let fine = path.starts_with('/')
        && path.chars().count() <= MAX_PATH
        && (is_regex || is_clean(path))
        && is_one_line(path);
    check.ensure(fine, field, Code::NotAPath);
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

pub(super) fn check_regex(check: &mut Check, field: &str, pattern: &str) {
    if let Err(error) = regex_syntax::parse(pattern) {
        let detail = match error {
            regex_syntax::Error::Parse(e) => e.kind().to_string(),
            regex_syntax::Error::Translate(e) => e.kind().to_string(),
            _ => "it cannot be read".to_owned(),
        };
        check.fail(field, Reason::new(Code::NotARegex).with("detail", detail));
    }
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
        check_path(&mut check, "path", &format!("/{}", "a".repeat(600)), false);
        assert!(!check.is_ok());
    }
}
