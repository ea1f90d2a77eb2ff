//! One form of bytes for one content: JSON with sorted keys and no white space, and its SHA-256.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The canonical bytes of a value. Keys are sorted by their UTF-8 bytes; numbers are integers here,
/// so there is one way to write each.
pub fn bytes(value: &Value) -> Vec<u8> {
    let mut text = String::new();
    write(value, &mut text);
    text.into_bytes()
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (i, (key, inner)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(inner, out);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (i, inner) in list.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(inner, out);
            }
            out.push(']');
        }
        leaf => out.push_str(&leaf.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn order_of_keys_does_not_matter() {
        let a = json!({"b": [1, {"d": null, "c": "ü\n"}], "a": true});
        let b = json!({"a": true, "b": [1, {"c": "ü\n", "d": null}]});
        assert_eq!(bytes(&a), bytes(&b));
        assert_eq!(String::from_utf8(bytes(&a)).unwrap(), r#"{"a":true,"b":[1,{"c":"ü\n","d":null}]}"#);
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
