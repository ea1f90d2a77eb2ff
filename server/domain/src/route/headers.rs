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
    /// At most 4096 characters.
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
                    check_header_name(c, "name", &header.name);
                    let plain = !header.value.chars().any(|ch| ch.is_control() && ch != '\t');
                    c.ensure(plain && header.value.len() <= 4096, "value", Code::NotAHeaderValue);
                    c.ensure(!header.value.is_empty(), "value", Code::Required);
                    // A rewrite's hostname changes it; gateways refuse it as a header.
                    let is_host = header.name.eq_ignore_ascii_case("host");
                    c.ensure(!is_host, "name", Reason::new(Code::NotAHeaderName).with("name", &header.name));
                    once(c, &mut seen, &header.name);
                });
            }
        }
        let few = check.length("remove", self.remove.len(), 0, MAX_LIST);
        for (i, name) in self.remove.iter().enumerate().filter(|_| few) {
            check.within(&format!("remove[{i}]"), |c| {
                check_header_name(c, "", name);
                once(c, &mut seen, name);
            });
        }
    }
}

fn once(check: &mut Check, seen: &mut Vec<String>, name: &str) {
    let lower = name.to_ascii_lowercase();
    check.ensure(!seen.contains(&lower), "", Reason::new(Code::Duplicate).with("value", name));
    seen.push(lower);
}
