//! Lists in a text area: one entry per line.

use crate::{
    draft::Check,
    reason::{Code, Reason},
    route::{Header, HeaderChanges, ValueKind, ValueMatch},
};

/// The lines that hold something, trimmed.
pub(super) fn of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// One entry per line again.
pub(super) fn join<T: ToString>(entries: &[T]) -> String {
    entries.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Headers, written `name: value`.
fn headers(check: &mut Check, field: &str, text: &str) -> Vec<Header> {
    let mut headers = Vec::new();
    for (i, line) in of(text).into_iter().enumerate() {
        match line.split_once(':') {
            Some((name, value)) => {
                headers.push(Header { name: name.trim().to_owned(), value: value.trim().to_owned() });
            }
            None => {
                check.fail(&format!("{field}[{i}]"), Reason::new(Code::NotAHeaderLine).with("line", line))
            }
        }
    }
    headers
}

/// Changes to headers, from three text areas.
pub(super) fn changes(check: &mut Check, field: &str, set: &str, add: &str, remove: &str) -> HeaderChanges {
    HeaderChanges {
        set: headers(check, &format!("{field}.set"), set),
        add: headers(check, &format!("{field}.add"), add),
        remove: of(remove),
    }
}

/// Headers as they are typed.
pub(super) fn of_headers(headers: &[Header]) -> String {
    join(&headers.iter().map(|h| format!("{}: {}", h.name, h.value)).collect::<Vec<_>>())
}

/// Values to match, written `name=value`, or `name~regex` for a regular expression.
pub(super) fn matches(check: &mut Check, field: &str, text: &str) -> Vec<ValueMatch> {
    let mut matches = Vec::new();
    for (i, line) in of(text).into_iter().enumerate() {
        match line.find(['=', '~']) {
            Some(at) => {
                let kind = if line[at..].starts_with('~') { ValueKind::Regex } else { ValueKind::Exact };
                let (name, value) = (line[..at].trim().to_owned(), line[at + 1..].trim().to_owned());
                matches.push(ValueMatch { name, kind, value });
            }
            None => check.fail(&format!("{field}[{i}]"), Reason::new(Code::NotAMatchLine).with("line", line)),
        }
    }
    matches
}

/// Values to match as they are typed.
pub(super) fn of_matches(matches: &[ValueMatch]) -> String {
    let sign = |kind| if kind == ValueKind::Regex { '~' } else { '=' };
    join(&matches.iter().map(|m| format!("{}{}{}", m.name, sign(m.kind), m.value)).collect::<Vec<_>>())
}
