//! Free key-value pairs on every mutable row, for filtering.

use std::collections::BTreeMap;

use crate::{draft::Check, reason::Code};

/// Sorted, so that the same labels are the same bytes.
pub type Labels = BTreeMap<String, String>;

/// Most labels on one row.
pub const MAX: usize = 20;

/// Checks keys (1 to 63 letters, digits, `-`, `_`, `.`, `/`) and values (at most 63 characters).
pub fn check(check: &mut Check, labels: &Labels) {
    let key = |k: &str| {
        (1..=63).contains(&k.len()) && k.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
    };
    let value = |v: &str| v.len() <= 63 && !v.chars().any(char::is_control);
    let fine = labels.len() <= MAX && labels.iter().all(|(k, v)| key(k) && value(v));
    check.ensure(fine, "labels", Code::BadLabels);
}

/// Reads `key=value` lines of a form.
pub fn from_lines(check: &mut Check, text: &str) -> Labels {
    let mut labels = Labels::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        match line.split_once('=') {
            Some((key, value)) => {
                labels.insert(key.trim().to_owned(), value.trim().to_owned());
            }
            None => {
                check.fail("labels", Code::BadLabels);
                return labels;
            }
        }
    }
    self::check(check, &labels);
    labels
}

/// The lines that [`from_lines`] reads.
pub fn to_lines(labels: &Labels) -> String {
    labels.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("\n")
}
