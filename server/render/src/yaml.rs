//! Manifests as YAML for people: the review step of the publish wizard. Written here because what is
//! copied from it must mean the same to every reader: Go's still take `yes` and `1:30` for something
//! else than a text (YAML 1.1).

use std::fmt::Write;

use serde_json::Value;

/// One document per manifest, separated by `---`, keys sorted as in the canonical form.
pub fn documents(manifests: &[Value]) -> String {
    let mut out = String::new();
    for (i, manifest) in manifests.iter().enumerate() {
        if i > 0 {
            out.push_str("---\n");
        }
        block(manifest, 0, &mut out);
    }
    out
}

/// The YAML of stored content; `None` when it is not a set of manifests.
pub fn of_content(content: &[u8]) -> Option<String> {
    serde_json::from_slice::<Vec<Value>>(content).ok().map(|manifests| documents(&manifests))
}

/// Lines of an object or list, each indented; anything else is one line.
fn block(value: &Value, indent: usize, out: &mut String) {
    // What starts within a list follows the dash on its line.
    let pad = |out: &mut String| {
        if !out.ends_with("- ") {
            out.extend(std::iter::repeat_n(' ', indent));
        }
    };
    match value {
        Value::Object(object) if !object.is_empty() => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            for (key, inner) in entries {
                pad(out);
                out.push_str(&scalar(key));
                out.push(':');
                field(inner, indent, out);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for inner in list {
                pad(out);
                out.push_str("- ");
                block(inner, indent + 2, out);
            }
        }
        leaf => {
            out.push_str(&flow(leaf));
            out.push('\n');
        }
    }
}

/// What follows a key and its colon.
fn field(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            block(value, indent, out);
        }
        Value::String(text) if is_block(text) => {
            out.push_str(" |\n");
            for line in text.lines() {
                let _ = writeln!(out, "{:1$}{line}", "", indent + 2);
            }
        }
        leaf => {
            let _ = writeln!(out, " {}", flow(leaf));
        }
    }
}

/// Several lines of plain text that end with one line break, such as a certificate.
fn is_block(text: &str) -> bool {
    let plain =
        |line: &str| !line.starts_with(' ') && !line.is_empty() && !line.chars().any(char::is_control);
    text.ends_with('\n') && text.lines().count() > 1 && text.lines().all(plain)
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        // JSON is YAML: numbers, booleans, null, {} and [].
        other => other.to_string(),
    }
}

/// A text without quotes only where no reader takes it for anything else.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let safe = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./ ".contains(&b))
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if safe { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_separated_and_sorted() {
        let yaml = documents(&[json!({"kind": "A", "apiVersion": "v1"}), json!({"kind": "B", "port": "80"})]);
        assert_eq!(yaml, "apiVersion: v1\nkind: A\n---\nkind: B\nport: \"80\"\n");
        assert_eq!(of_content(br#"[{"kind":"A"}]"#).unwrap(), "kind: A\n");
        assert_eq!(of_content(b"[]").unwrap(), "");
        assert_eq!(of_content(b"{"), None);
    }

    #[test]
    fn what_is_read_back_is_the_same() {
        let texts = [
            "",
            "yes",
            "On",
            "~",
            "1:30",
            "0x1f",
            "1e3",
            "null",
            "a: b",
            "a #b",
            "- a",
            "*",
            "é",
            "line\nbreak",
            " a",
            "a ",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "a\n\n",
            "\t",
            "`",
            "@x",
            "^/a(?:b|c)$",
            "<<",
        ];
        let all = json!({
            "texts": texts, "in": texts.map(|t| json!({"value": t, "other": [[t], {}, []]})),
            "rest": [1, true, null, {"a": {"b": []}}, [[1, 2], [3]]], "yes": {"1": 2, "": "x"},
        });
        let yaml = documents(std::slice::from_ref(&all));
        let read = Value::deserialize(serde_yaml_ng::Deserializer::from_str(&yaml)).unwrap();
        assert_eq!(read, all, "{yaml}");
        assert!(yaml.contains("\"yes\":") && yaml.contains("- \"On\"") && yaml.contains("value: |\n"));
    }
}
