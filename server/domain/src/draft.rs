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

use crate::{
    error::{Error, FieldError, Result},
    reason::{Code, Reason},
};

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
    pub fn fail(&mut self, field: &str, reason: impl Into<Reason>) {
        let field = match (self.prefix.as_str(), field) {
            ("", f) => f.to_owned(),
            (p, "") => p.to_owned(),
            (p, f) if f.starts_with('[') => format!("{p}{f}"),
            (p, f) => format!("{p}.{f}"),
        };
        self.errors.push(FieldError { field, reason: reason.into() });
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
            Err(_) => self.fail(field, Code::NotANumber),
            Ok(n) if n < min || n > max => {
                self.fail(field, Reason::new(Code::OutOfRange).with("min", min).with("max", max));
            }
            Ok(n) => return Some(n),
        }
        None
    }

    /// Parses a number that may be left out.
    pub fn optional_number<T>(&mut self, field: &str, text: &str, min: T, max: T) -> Option<T>
    where
        T: FromStr + PartialOrd + std::fmt::Display,
    {
        if text.trim().is_empty() { None } else { self.number(field, text, min, max) }
    }

    /// Refuses a text longer than `max` characters; otherwise gives it back trimmed.
    pub fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        if text.chars().count() > max {
            self.fail(field, Reason::new(Code::TooLong).with("max", max));
        }
        text.to_owned()
    }

    /// Runs a part of the validation under a longer path.
    pub fn within<T>(&mut self, path: &str, part: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.prefix.clone();
        self.prefix = match (outer.as_str(), path) {
            ("", p) => p.to_owned(),
            (o, p) if p.starts_with('[') => format!("{o}{p}"),
            (o, p) => format!("{o}.{p}"),
        };
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
