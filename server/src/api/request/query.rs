//! Query parameters. Every wrong one is named; one that nobody reads is an error too.

use std::{fmt::Display, str::FromStr};

use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{
    Code, Reason, Result, Timestamp,
    draft::Check,
    labels::{self, Labels},
    page::PageRequest,
};
use utoipa::IntoParams;

use crate::{api::problem::Problem, state::AppState};

/// The parameters of a request.
#[derive(Debug, Clone)]
pub(crate) struct Query<T>(pub(crate) T);

/// Can be read from the query.
pub(crate) trait Parameters: Sized + Send {
    fn read(fields: &mut Fields) -> Self;
}

impl Parameters for () {
    fn read(_: &mut Fields) -> Self {}
}

impl<A: Parameters, B: Parameters> Parameters for (A, B) {
    fn read(fields: &mut Fields) -> Self {
        (A::read(fields), B::read(fields))
    }
}

/// What is left of the query, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Fields {
    pairs: Vec<(String, String)>,
    check: Check,
}

impl Fields {
    fn of(query: &str) -> Self {
        Self {
            pairs: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            check: Check::new(),
        }
    }

    /// Every value of a parameter that may be repeated.
    pub(crate) fn all(&mut self, name: &str) -> Vec<String> {
        let mut values = Vec::new();
        self.pairs.retain_mut(|(n, value)| {
            let hit = n == name;
            if hit {
                values.push(std::mem::take(value));
            }
            !hit
        });
        values
    }

    /// The value of a parameter; empty counts as absent.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let mut values = self.all(name);
        if values.len() > 1 {
            self.check.fail(name, Reason::new(Code::Duplicate).with("value", name));
        }
        let value = values.pop().filter(|v| !v.is_empty())?;
        // PostgreSQL stores no U+0000, and nobody means any of the others.
        let reason = Reason::new(Code::WrongType).with("detail", "Control characters are not allowed here");
        self.check.ensure(!value.contains(char::is_control), name, reason);
        Some(value)
    }

    /// A value with a checked text form: an enum or a name.
    pub(crate) fn parse<T: TryFrom<String, Error = Reason>>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        self.check.parse(name, &text)
    }

    /// An id.
    pub(crate) fn id<T: domain::id::TypedId + FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        let id = text.parse().ok();
        self.check.ensure(id.is_some(), name, Reason::new(Code::NotAnId).with("prefix", T::PREFIX));
        id
    }

    /// A moment in RFC 3339.
    pub(crate) fn moment(&mut self, name: &str) -> Option<Timestamp> {
        let text = self.text(name)?;
        let moment = text.parse().ok();
        let detail = "A moment such as 2027-01-31T08:00:00Z is expected";
        self.check.ensure(moment.is_some(), name, Reason::new(Code::WrongType).with("detail", detail));
        moment
    }

    fn number<T: FromStr + PartialOrd + Display>(&mut self, name: &str, min: T, max: T) -> Option<T> {
        let text = self.text(name)?;
        self.check.number(name, &text, min, max)
    }

    fn flag(&mut self, name: &str) -> bool {
        match self.text(name).as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                let reason = Reason::new(Code::NotAnOption).with("value", other);
                self.check.fail(name, reason.with("options", "true, false"));
                false
            }
        }
    }

    fn finish<T>(mut self, value: T) -> Result<T> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            self.check.fail(&name, Reason::new(Code::UnknownParameter).with("name", &name));
        }
        self.check.finish(|| Some(value))
    }
}

impl<T: Parameters> FromRequestParts<AppState> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        Ok(Self(read(parts.uri.query().unwrap_or_default())?))
    }
}

fn read<T: Parameters>(query: &str) -> Result<T> {
    let mut fields = Fields::of(query);
    let value = T::read(&mut fields);
    fields.finish(value)
}

/// Of every list.
#[derive(Debug, Clone, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParams {
    /// How many items at most; the default and the maximum are settings of the installation.
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// `key=value`; repeat it to ask for several labels.
    #[param(value_type = Option<Vec<String>>)]
    pub(crate) label: Labels,
}

impl ListParams {
    pub(crate) fn page(&self) -> PageRequest {
        PageRequest { limit: self.limit, cursor: self.cursor.clone() }
    }
}

impl Parameters for ListParams {
    fn read(fields: &mut Fields) -> Self {
        let lines = fields.all("label").join("\n");
        let mut check = Check::new();
        let label = labels::from_lines(&mut check, &lines);
        // Where the labels of a body are one field, here each is a parameter of its own name.
        if let Err(error) = check.finish(|| Some(())) {
            error.fields().iter().for_each(|wrong| fields.check.fail("label", wrong.reason.clone()));
        }
        Self { limit: fields.number("limit", 1, 1000), cursor: fields.text("cursor"), label }
    }
}

/// Of lists whose items have no labels.
#[derive(Debug, Clone, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// How many items at most; the default and the maximum are settings of the installation.
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
}

impl PageParams {
    pub(crate) fn page(&self) -> PageRequest {
        PageRequest { limit: self.limit, cursor: self.cursor.clone() }
    }
}

impl Parameters for PageParams {
    fn read(fields: &mut Fields) -> Self {
        Self { limit: fields.number("limit", 1, 1000), cursor: fields.text("cursor") }
    }
}

/// Of every change.
#[derive(Debug, Clone, Copy, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WriteParams {
    /// `true` goes through every check, answers what would happen and changes nothing.
    #[param(value_type = Option<bool>)]
    pub(crate) dry_run: bool,
}

impl Parameters for WriteParams {
    fn read(fields: &mut Fields) -> Self {
        Self { dry_run: fields.flag("dry_run") }
    }
}

#[cfg(test)]
mod tests {
    use domain::Error;

    use super::*;

    fn faults<T: Parameters + std::fmt::Debug>(query: &str) -> Vec<(String, Code)> {
        match read::<T>(query) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|f| (f.field, f.reason.code)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_wrong_parameter_is_named() {
        let found =
            faults::<(ListParams, WriteParams)>("limit=x&cursor=a&cursor=b&label=a&dry_run=1&sort=name");
        let mut found: Vec<_> = found.iter().map(|(f, c)| (f.as_str(), *c)).collect();
        found.sort_unstable_by_key(|(f, _)| f.to_owned());
        let expected = [
            ("cursor", Code::Duplicate),
            ("dry_run", Code::NotAnOption),
            ("label", Code::BadLabels),
            ("limit", Code::NotANumber),
            ("sort", Code::UnknownParameter),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn control_characters_are_refused_before_the_database_sees_them() {
        for query in ["cursor=a%00", "cursor=a%0Ab"] {
            assert_eq!(faults::<PageParams>(query), [("cursor".to_owned(), Code::WrongType)], "{query}");
        }
    }

    #[test]
    fn what_is_right_is_read() {
        let params: ListParams = read("limit=5&label=team%3Dcore&label=tier=1&cursor=").unwrap();
        assert_eq!((params.limit, params.cursor, params.label.len()), (Some(5), None, 2));
    }
}
