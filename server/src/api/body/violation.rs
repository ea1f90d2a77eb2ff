//! From what the schema says to the fields and codes of a problem document.

use std::collections::HashSet;

use domain::{Code, Reason};
use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind as Kind},
    paths::LocationSegment,
};
use serde_json::Value;
use serde_path_to_error::Segment;

use super::Moved;

/// A hostile body could have a fault in every byte: nobody reads more than this many.
pub(super) const MOST: usize = 100;

/// One step of a field's path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Name(String),
    Index(usize),
}

/// What is wrong at one place of the body.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) path: Vec<Step>,
    pub(super) reason: Reason,
}

impl Fault {
    /// As the caller reads it: `routes[2].path.value`.
    pub(super) fn field(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Name(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Step::Index(i) => text.push_str(&format!("[{i}]")),
            }
        }
        text
    }
}

/// The faults of one body: the first of each place, [`MOST`] at most.
#[derive(Debug, Default)]
pub(super) struct Faults {
    seen: HashSet<Vec<Step>>,
    pub(super) list: Vec<Fault>,
}

impl Faults {
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// Whether this was news.
    pub(super) fn add(&mut self, path: Vec<Step>, reason: Reason) -> bool {
        let news = !self.is_full() && self.seen.insert(path.clone());
        if news {
            self.list.push(Fault { path, reason });
        }
        news
    }
}

fn path_of(error: &ValidationError<'_>, last: &str) -> Vec<Step> {
    let step = |segment: LocationSegment<'_>| match segment {
        LocationSegment::Property(name) => Step::Name(name.into_owned()),
        LocationSegment::Index(i) => Step::Index(i),
    };
    let last = (!last.is_empty()).then(|| Step::Name(last.to_owned()));
    error.instance_path().into_iter().map(step).chain(last).collect()
}

/// Turns one error of the schema into what the caller reads, descending into the branch of a choice
/// that the body comes closest to.
pub(super) fn collect(error: &ValidationError<'_>, moved: &[(&str, Moved)], found: &mut Faults) {
    let depth = error.instance_path().into_iter().count();
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected.iter().take(MOST) {
                let reason = Reason::new(Code::UnknownField).with("name", name);
                let away = if depth == 0 { moved_away(moved, name) } else { None };
                found.add(path_of(error, name), away.unwrap_or(reason));
            }
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let reason = if depth == 0 { now_required(moved, name) } else { None };
            found.add(path_of(error, name), reason.unwrap_or(Code::Required.into()));
        }
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => match closest(context, depth) {
            Choice::Branch(errors) => errors.iter().take(MOST).for_each(|e| collect(e, &[], found)),
            Choice::Named(options) => {
                let value = keys(error.instance());
                let reason = Reason::new(Code::NotAnOption).with("value", value).with("options", options);
                found.add(path_of(error, ""), reason);
            }
        },
        other => {
            found.add(path_of(error, ""), reason(other, error.instance()));
        }
    }
}

fn moved_away(moved: &[(&str, Moved)], name: &str) -> Option<Reason> {
    let Moved::Away { from, instead } = moved.iter().find(|(n, _)| *n == name)?.1 else { return None };
    Some(Reason::new(Code::FieldMoved).with("name", name).with("from", from).with("instead", instead))
}

fn now_required(moved: &[(&str, Moved)], name: &str) -> Option<Reason> {
    let Moved::NowRequired { instead } = moved.iter().find(|(n, _)| *n == name)?.1 else { return None };
    Some(Reason::new(Code::NowRequired).with("name", name).with("instead", instead))
}

enum Choice<'a> {
    /// What is wrong with the branch that was meant.
    Branch(&'a [ValidationError<'static>]),
    /// No branch was meant: the names one could choose from.
    Named(String),
}

/// The branch with the fewest faults; one that does not even fit the value's own kind comes last.
fn closest<'a>(branches: &'a [Vec<ValidationError<'static>>], depth: usize) -> Choice<'a> {
    let misfit = |e: &&ValidationError<'_>| match e.kind() {
        Kind::Required { .. } | Kind::Type { .. } => e.instance_path().into_iter().count() == depth,
        Kind::Enum { .. } | Kind::Constant { .. } => e.instance_path().into_iter().count() <= depth + 1,
        _ => false,
    };
    let required = |branch: &Vec<ValidationError<'_>>| {
        branch.iter().find_map(|e| match e.kind() {
            Kind::Required { property } if misfit(&e) => property.as_str().map(str::to_owned),
            _ => None,
        })
    };
    let options: Option<Vec<String>> = branches.iter().map(required).collect();
    match options {
        Some(options) if options.len() > 1 => Choice::Named(options.join(", ")),
        _ => {
            let score = |b: &&Vec<ValidationError<'_>>| b.iter().filter(misfit).count() * 1000 + b.len();
            Choice::Branch(branches.iter().min_by_key(score).map(Vec::as_slice).unwrap_or_default())
        }
    }
}

fn reason(kind: &Kind, value: &Value) -> Reason {
    match kind {
        Kind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => words(&one.to_string()).to_owned(),
                TypeKind::Multiple(several) => {
                    let all: Vec<_> = several.iter().map(|t| words(&t.to_string())).collect();
                    all.join(" or ")
                }
            };
            let detail = format!("Send {expected} instead of {}", words(type_name(value)));
            Reason::new(Code::WrongType).with("detail", detail)
        }
        Kind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            let options: Vec<_> = options.iter().filter_map(Value::as_str).collect();
            Reason::new(Code::NotAnOption).with("value", shown(value)).with("options", options.join(", "))
        }
        Kind::Pattern { pattern } => match pattern.strip_prefix('^').and_then(|p| p.split_once("_[")) {
            Some((prefix, _)) => Reason::new(Code::NotAnId).with("prefix", prefix),
            None => Reason::new(Code::WrongType).with("detail", format!("It has to match {pattern}")),
        },
        Kind::Minimum { limit } => {
            Reason::new(Code::WrongType).with("detail", format!("Send a number of at least {limit}"))
        }
        Kind::Maximum { limit } => {
            Reason::new(Code::WrongType).with("detail", format!("Send a number of at most {limit}"))
        }
        _ => Reason::new(Code::WrongType).with("detail", "This value does not fit the schema"),
    }
}

/// What serde finds although the schema is content: numbers beyond the width of their type, texts
/// that are no moment.
pub(super) fn of_serde(error: &serde_path_to_error::Error<serde_json::Error>) -> (Vec<Step>, Reason) {
    let text = error.inner().to_string();
    let max = [
        ("expected u8", u64::from(u8::MAX)),
        ("expected u16", u16::MAX.into()),
        ("expected u32", u32::MAX.into()),
    ]
    .into_iter()
    .find(|(expected, _)| text.contains(expected));
    let reason = match max {
        Some((_, max)) => Reason::new(Code::OutOfRange).with("min", 0).with("max", max),
        None => Reason::new(Code::WrongType).with("detail", text),
    };
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Name(key.clone())),
        Segment::Enum { variant } => Some(Step::Name(variant.clone())),
        Segment::Unknown => None,
    };
    (error.path().iter().filter_map(step).collect(), reason)
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn words(json_type: &str) -> &'static str {
    match json_type {
        "null" => "null",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "array" => "a list",
        _ => "an object",
    }
}

/// A value as far as it belongs into a sentence.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().take(60).collect()
}

fn keys(value: &Value) -> String {
    match value.as_object() {
        Some(object) => {
            object.keys().map(String::as_str).collect::<Vec<_>>().join(", ").chars().take(60).collect()
        }
        None => shown(value),
    }
}
