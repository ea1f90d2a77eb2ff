//! Free key-value pairs on every mutable row, for filtering.

use std::collections::BTreeMap;

use crate::{draft::Check, reason::Code};

/// Sorted, so that the same labels are the same bytes.
pub type Labels = BTreeMap<String, String>;

/// Most labels on one row.
pub const MAX: usize = 20;

/// Whether a key and a value may stand on a row.
fn fits(key: &str, value: &str) -> bool {
    let mut letters = key.bytes();
    (1..=63).contains(&key.len())
        && letters.all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
        && value.len() <= 63
        && !value.chars().any(char::is_control)
}

/// Checks keys (1 to 63 letters, digits, `-`, `_`, `.`, `/`) and values (at most 63 characters).
pub fn check(check: &mut Check, labels: &Labels) {
    let fine = labels.len() <= MAX && labels.iter().all(|(k, v)| fits(k, v));
    check.ensure(fine, "labels", Code::BadLabels);
}

/// Reads `key=value` lines of a form. An error names its line, counting those that hold something.
pub fn from_lines(check: &mut Check, text: &str) -> Labels {
    let mut labels = Labels::new();
    for (i, line) in text.lines().map(str::trim).filter(|l| !l.is_empty()).enumerate() {
        match line.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some((key, value)) if fits(key, value) => {
                labels.insert(key.to_owned(), value.to_owned());
            }
            _ => check.fail(&format!("labels[{i}]"), Code::BadLabels),
        }
    }
    self::check(check, &labels);
    labels
}

/// The lines that [`from_lines`] reads.
pub fn to_lines(labels: &Labels) -> String {
    labels.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_named() {
        let mut check = Check::new();
        let labels = from_lines(&mut check, "team = edge\n\nnonsense\n=x\ntier=gold");
        assert_eq!(to_lines(&labels), "team=edge\ntier=gold");
        let error = check.finish(|| Some(())).unwrap_err();
        let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["labels[1]", "labels[2]"]);
    }
}
