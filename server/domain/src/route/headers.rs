//! Changes to headers on the way.

use serde::{Deserialize, Serialize};

use super::{MAX_LIST, syntax::check_header_name};
use crate::{
    draft::Check,
    reason::{Code, Reason},
};

/// A header with its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// RFC 9110 token.
    pub name: String,
    /// Visible ASCII characters with single spaces or tabs between them; at most 4096, where `%`
    /// counts twice.
    pub value: String,
}

/// Changes to headers, in this order: set, add, remove.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HeaderChanges {
    /// Replaces whatever was there. At most 16.
    #[serde(default)]
    pub set: Vec<Header>,
    /// Comes on top of what was there. At most 16.
    #[serde(default)]
    pub add: Vec<Header>,
    /// Names to take away. At most 16.
    #[serde(default)]
    pub remove: Vec<String>,
}

impl HeaderChanges {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty() && self.remove.is_empty()
    }

    /// Checks names, values and that no header is named twice.
    pub fn check(&self, check: &mut Check) {
        let mut seen: Vec<String> = Vec::new();
        for (list, name) in [(&self.set, "set"), (&self.add, "add")] {
            let few = check.length(name, list.len(), 0, MAX_LIST);
            for (i, header) in list.iter().enumerate().filter(|_| few) {
                check.within(&format!("{name}[{i}]"), |c| {
                    check_changed_name(c, "name", &header.name);
                    match header.value.as_str() {
                        "" => c.fail("value", Code::Required),
                        value => c.ensure(is_value(value), "value", Code::NotAHeaderValue),
                    }
                    once(c, &mut seen, &header.name);
                });
            }
        }
        let few = check.length("remove", self.remove.len(), 0, MAX_LIST);
        for (i, name) in self.remove.iter().enumerate().filter(|_| few) {
            check.within(&format!("remove[{i}]"), |c| {
                check_changed_name(c, "", name);
                once(c, &mut seen, name);
            });
        }
    }
}

/// A rewrite's hostname changes `Host`; gateways refuse it as a header.
fn check_changed_name(check: &mut Check, field: &str, name: &str) {
    check_header_name(check, field, name);
    let is_host = name.eq_ignore_ascii_case("host");
    check.ensure(!is_host, field, Reason::new(Code::NotAHeaderName).with("name", name));
}

/// What Envoy Gateway takes (`HeaderValueRegexp`): one value of its own makes the whole route answer
/// 500. It goes on to Envoy, where a literal `%` is written twice, within HTTPRoute's 4096 characters.
fn is_value(value: &str) -> bool {
    let words = || value.split([' ', '\t']);
    words().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_graphic()))
        && value.len() + value.matches('%').count() <= 4096
}

fn once(check: &mut Check, seen: &mut Vec<String>, name: &str) {
    let lower = name.to_ascii_lowercase();
    check.ensure(!seen.contains(&lower), "", Reason::new(Code::Duplicate).with("value", name));
    seen.push(lower);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_a_gateway_takes() {
        for good in ["1", "a b", "a\tb", "100%", "%REQ(x)%", "max-age=60, public", &"a".repeat(4096)] {
            assert!(is_value(good), "{good}");
        }
        for bad in ["é", " a", "a ", "a  b", "a \tb", "a\u{7f}", "a\nb", &"a".repeat(4097), &"%".repeat(2049)]
        {
            assert!(!is_value(bad), "{bad:?}");
        }
    }

    #[test]
    fn host_is_no_header_to_change() {
        let header = |name: &str| Header { name: name.into(), value: "1".into() };
        let changes = HeaderChanges {
            set: vec![header("HOST")],
            add: vec![header("host")],
            remove: vec!["Host".into()],
        };
        let mut check = Check::new();
        changes.check(&mut check);
        let error = check.finish(|| Some(())).unwrap_err();
        for field in ["set[0].name", "add[0].name", "remove[0]"] {
            let refused = |f: &&crate::FieldError| f.field == field && f.reason.code == Code::NotAHeaderName;
            assert_eq!(error.fields().iter().filter(refused).count(), 1, "{field} in {error:?}");
        }
    }
}
