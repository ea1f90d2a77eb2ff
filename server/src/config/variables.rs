//! Reads variables and says which one is wrong.

use std::{borrow::Cow, collections::HashMap, ffi::OsString, fmt, str::FromStr};

/// The environment at start, or a test's.
#[derive(Debug, Clone, Default)]
pub struct Variables(HashMap<String, String>);

/// A variable whose value cannot be used. Its text is one line that starts with the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidVariable {
    name: Cow<'static, str>,
    problem: String,
}

impl InvalidVariable {
    pub(crate) fn new(name: impl Into<Cow<'static, str>>, problem: impl fmt::Display) -> Self {
        Self { name: name.into(), problem: problem.to_string().replace('\n', " ") }
    }
}

impl fmt::Display for InvalidVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.problem)
    }
}

impl std::error::Error for InvalidVariable {}

impl Variables {
    /// The process's environment: what begins with `IMP_`.
    ///
    /// # Errors
    /// Names one of them whose value is not UTF-8.
    pub fn from_process() -> Result<Self, InvalidVariable> {
        let ours = |(name, value): (OsString, OsString)| {
            let name = name.into_string().ok().filter(|name| name.starts_with("IMP_"))?;
            Some((name, value))
        };
        let text = |(name, value): (String, OsString)| match value.into_string() {
            Ok(value) => Ok((name, value)),
            Err(_) => Err(InvalidVariable::new(name, "the value is not UTF-8")),
        };
        std::env::vars_os().filter_map(ours).map(text).collect::<Result<_, _>>().map(Self)
    }

    /// Given pairs, for tests.
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The text of a variable; `None` when unset or blank.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|v| v.trim()).filter(|v| !v.is_empty())
    }

    /// The text, or another one when unset.
    pub(crate) fn text_or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or(default).to_owned()
    }

    /// A parsed value; `expected` says what would be right.
    pub(crate) fn parse<T: FromStr>(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Option<T>, InvalidVariable> {
        self.text(name)
            .map(|text| {
                text.parse().map_err(|_| InvalidVariable::new(name, format!("{text:?} is not {expected}")))
            })
            .transpose()
    }

    /// A whole number within bounds, both included.
    pub(crate) fn number(
        &self,
        name: &'static str,
        default: u32,
        min: u32,
        max: u32,
    ) -> Result<u32, InvalidVariable> {
        let expected = format!("a whole number from {min} to {max}");
        let number = self.parse::<u32>(name, &expected)?.unwrap_or(default);
        if (min..=max).contains(&number) {
            return Ok(number);
        }
        Err(InvalidVariable::new(name, format!("{number} is not {expected}")))
    }

    /// `true` or `false`; false when unset.
    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, InvalidVariable> {
        Ok(self.parse(name, "true or false")?.unwrap_or(false))
    }
}
