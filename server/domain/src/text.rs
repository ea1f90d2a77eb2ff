//! Which characters a stored text may have. PostgreSQL stores no U+0000, and no other control
//! character means anything to a reader.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Whether the text has a control character that is neither a line break nor a tab.
pub fn has_control(text: &str) -> bool {
    text.chars().any(is_control)
}

/// Whether the text has no control character at all.
pub fn is_one_line(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// The text with U+FFFD where a control character was: for what programs say, which nobody could be
/// asked to correct.
pub fn replaced(text: &str) -> String {
    text.chars().map(|c| if is_control(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// As [`replaced`], for every text of a value, however deep.
pub fn replaced_in<T: Serialize + DeserializeOwned + Clone>(value: &T) -> T {
    let json = serde_json::to_value(value).map(|mut json| {
        replace(&mut json);
        json
    });
    json.and_then(serde_json::from_value).unwrap_or_else(|_| value.clone())
}

fn replace(json: &mut Value) {
    match json {
        Value::String(text) if has_control(text) => *text = replaced(text),
        Value::Array(items) => items.iter_mut().for_each(replace),
        Value::Object(fields) => fields.values_mut().for_each(replace),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_replaced_however_deep() {
        let value = serde_json::json!({"a": ["x\0", "line\nbreak"], "n": 1});
        let clean = serde_json::json!({"a": ["x\u{fffd}", "line\nbreak"], "n": 1});
        assert_eq!(replaced_in(&value), clean);
    }
}
