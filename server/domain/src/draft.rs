//! Validation of a whole draft: every field is looked at, every error is kept.
//!
//! ```
//! use domain::{draft::Check, name::{Label, Title}};
//! let mut check = Check::new();
//! let name = check.parse::<Label>("name", "Not A Label");
//! let title = check.parse::<Title>("title", "");
//! assert_eq!(check.finish(|| Some((name?, title?))).unwrap_err().fields().len(), 2);
//! ```

use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;

use crate::{
    error::{Error, FieldError, Result},
    reason::{Code, Reason},
    text::{has_control, is_one_line},
};

/// Most errors that are kept: whoever sends more than these has not read the first ones.
pub const MAX_ERRORS: usize = 100;

/// Collects the errors of one draft.
#[derive(Debug, Default)]
pub struct Check {
    prefix: String,
    errors: Vec<FieldError>,
}

impl Check {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records that a field is invalid. A field's path is as in the JSON body.
    /// Of very many errors the first [`MAX_ERRORS`] are kept.
    pub fn fail(&mut self, field: &str, reason: impl Into<Reason>) {
        if self.errors.len() < MAX_ERRORS {
            let field = join(&self.prefix, field);
            self.errors.push(FieldError { field, reason: reason.into() });
        }
    }

    /// Records the reason unless the condition holds.
    pub fn ensure(&mut self, holds: bool, field: &str, reason: impl Into<Reason>) {
        if !holds {
            self.fail(field, reason);
        }
    }

    /// Parses a text into a validated type.
    pub fn parse<T: TryFrom<String, Error = Reason>>(&mut self, field: &str, text: &str) -> Option<T> {
        T::try_from(text.to_owned()).map_err(|reason| self.fail(field, reason)).ok()
    }

    /// Parses a whole number within bounds, both included.
    pub fn number<T>(&mut self, field: &str, text: &str, min: T, max: T) -> Option<T>
    where
        T: FromStr + PartialOrd + std::fmt::Display,
    {
        let text = text.trim();
        if text.is_empty() {
            self.fail(field, Code::Required);
            return None;
        }
        match text.parse::<T>() {
            // A number all the same, though the type cannot hold it.
            Err(_) if text.parse::<i128>().is_ok() => {
                self.fail(field, Reason::new(Code::OutOfRange).with("min", min).with("max", max));
            }
            Err(_) => self.fail(field, Code::NotANumber),
            Ok(n) if n < min || n > max => {
                self.fail(field, Reason::new(Code::OutOfRange).with("min", min).with("max", max));
            }
            Ok(n) => return Some(n),
        }
        None
    }

    /// Checks that a list has `min` to `max` entries. When it has too many, nothing else needs to be
    /// said about them: `false`, so that no check takes longer for longer lists.
    pub fn length(&mut self, field: &str, len: usize, min: usize, max: usize) -> bool {
        self.ensure(len >= min, field, Reason::new(Code::TooFew).with("min", min));
        self.ensure(len <= max, field, Reason::new(Code::TooMany).with("max", max));
        len <= max
    }

    /// Parses a number that may be left out.
    pub fn optional_number<T>(&mut self, field: &str, text: &str, min: T, max: T) -> Option<T>
    where
        T: FromStr + PartialOrd + std::fmt::Display,
    {
        if text.trim().is_empty() { None } else { self.number(field, text, min, max) }
    }

    /// Refuses a line longer than `max` characters or with control characters; otherwise gives it
    /// back trimmed.
    pub fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        self.ensure(is_one_line(text), field, Code::ControlCharacter);
        self.ensure(text.chars().count() <= max, field, Reason::new(Code::TooLong).with("max", max));
        text.to_owned()
    }

    /// As [`Self::text`], for what may have line breaks and tabs.
    pub fn lines(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        self.ensure(!has_control(text), field, Code::ControlCharacter);
        self.ensure(text.chars().count() <= max, field, Reason::new(Code::TooLong).with("max", max));
        text.to_owned()
    }

    /// Refuses control characters in every text of a draft, however deep, so that none reaches a
    /// database: PostgreSQL stores no U+0000. Line breaks and tabs pass here; what has to be one line
    /// is asked field by field. Says nothing about fields that have an error already.
    pub fn storable(&mut self, draft: &impl Serialize) {
        if let Ok(json) = serde_json::to_value(draft) {
            self.walk("", &json);
        }
    }

    fn walk(&mut self, path: &str, json: &Value) {
        match json {
            Value::String(text) if has_control(text) => {
                let full = join(&self.prefix, path);
                let said = |e: &FieldError| {
                    full.strip_prefix(&e.field)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                };
                if !self.errors.iter().any(said) {
                    self.fail(path, Code::ControlCharacter);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate().filter(|(_, item)| !is_plain_scalar(item)) {
                    self.walk(&format!("{path}[{i}]"), item);
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields.iter().filter(|(_, value)| !is_plain_scalar(value)) {
                    self.walk(&join(path, name), value);
                }
            }
            _ => {}
        }
    }

    /// Whether a field has an error already.
    pub fn has_failed(&self, field: &str) -> bool {
        let field = join(&self.prefix, field);
        self.errors.iter().any(|error| error.field == field)
    }

    /// Runs a part of the validation under a longer path.
    pub fn within<T>(&mut self, path: &str, part: impl FnOnce(&mut Self) -> T) -> T {
        let inner = join(&self.prefix, path);
        let outer = std::mem::replace(&mut self.prefix, inner);
        let result = part(self);
        self.prefix = outer;
        result
    }

    /// Whether nothing is wrong so far.
    pub fn is_ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// The validated value, or every error.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T> {
        if self.errors.is_empty() { build().ok_or(Error::Internal) } else { Err(Error::Invalid(self.errors)) }
    }
}

fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("", path) | (path, "") => path.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

/// Whether there is nothing in it to look for.
fn is_plain_scalar(json: &Value) -> bool {
    match json {
        Value::String(text) => !has_control(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(check: Check) -> Vec<(String, Code)> {
        match check.finish(|| Some(())) {
            Ok(()) => vec![],
            Err(error) => error.fields().iter().map(|f| (f.field.clone(), f.reason.code)).collect(),
        }
    }

    #[test]
    fn control_characters_are_named_where_they_are() {
        let draft = json!({
            "name": "fine", "text": "two\r\n\tlines", "list": [{"a": 1}, {"b": ["x", "\u{0}"]}],
            "map": {"key": "\u{1b}"}, "said": "\u{7}",
        });
        let mut check = Check::new();
        check.fail("said", Code::NotALabel);
        check.storable(&draft);
        let expected = [
            ("said", Code::NotALabel),
            ("list[1].b[1]", Code::ControlCharacter),
            ("map.key", Code::ControlCharacter),
        ];
        assert_eq!(fields(check), expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn a_line_has_no_breaks_and_lines_may() {
        let mut check = Check::new();
        check.text("one", "a\nb", 9);
        check.text("nul", "a\0", 9);
        assert_eq!(check.lines("many", " a\n\tb ", 9), "a\n\tb");
        check.lines("bell", "a\u{7}", 9);
        assert_eq!(fields(check), ["one", "nul", "bell"].map(|f| (f.to_owned(), Code::ControlCharacter)));
    }

    #[test]
    fn errors_are_bounded() {
        let mut check = Check::new();
        (0..100_000).for_each(|i| check.fail(&format!("f{i}"), Code::Required));
        assert_eq!(fields(check).len(), MAX_ERRORS);
    }
}
