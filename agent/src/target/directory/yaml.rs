//! YAML that every parser reads alike. Libraries leave `yes`, `1_000` or `12:30` unquoted, which
//! parsers of YAML 1.1 (Kubernetes' among them) do not take for strings; here a string is quoted as
//! in JSON unless nothing in it can mean anything else.

use serde_json::Value;

/// Keys that come first in a mapping, as people expect them; the others follow in alphabetical order.
const FIRST: [&str; 6] = ["apiVersion", "kind", "metadata", "type", "name", "namespace"];

/// The object as a block of YAML, always the same for the same object.
pub(super) fn to_string(object: &Value) -> String {
    match object {
        Value::Object(map) if !map.is_empty() => block(object, 0),
        other => format!("{}\n", scalar(other)),
    }
}

/// A mapping or sequence that is not empty, each line indented by `indent` spaces.
fn block(value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries
                .sort_by_key(|(key, _)| (FIRST.iter().position(|f| f == key).unwrap_or(FIRST.len()), *key));
            entries
                .into_iter()
                .map(|(key, value)| match value {
                    Value::Object(map) if !map.is_empty() => {
                        format!("{pad}{}:\n{}", string(key), block(value, indent + 2))
                    }
                    Value::Array(list) if !list.is_empty() => {
                        format!("{pad}{}:\n{}", string(key), block(value, indent))
                    }
                    value => format!("{pad}{}: {}\n", string(key), scalar(value)),
                })
                .collect()
        }
        Value::Array(list) => list
            .iter()
            .map(|value| match value {
                Value::Object(map) if map.is_empty() => format!("{pad}- {{}}\n"),
                Value::Array(list) if list.is_empty() => format!("{pad}- []\n"),
                Value::Object(_) | Value::Array(_) => {
                    let nested = block(value, indent + 2);
                    // The dash stands in the first line's indentation.
                    format!("{pad}- {}", nested.get(indent + 2..).unwrap_or_default())
                }
                value => format!("{pad}- {}\n", scalar(value)),
            })
            .collect(),
        value => format!("{pad}{}\n", scalar(value)),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Object(_) => "{}".to_owned(),
        Value::Array(_) => "[]".to_owned(),
        // null, booleans and numbers look the same in JSON.
        other => other.to_string(),
    }
}

fn string(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '/')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/' | '-'))
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A JSON string is a YAML string, as long as no character needs an escape that JSON does not ask for.
fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    let odd =
        |c: char| c >= '\u{7f}' && (c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'));
    let escape = |c: char| if odd(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    if json.contains(odd) { json.chars().map(escape).collect() } else { json }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn it_reads_like_what_people_write() {
        let object = json!({
            "spec": {"rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/v1"}}], "backendRefs": []}],
                     "hostnames": ["api.example.com", "*.example.com"], "timeout": "10s", "port": 8080, "on": true},
            "metadata": {"namespace": "ns", "labels": {"app.kubernetes.io/managed-by": "imp-gateway"}, "name": "r"},
            "kind": "HTTPRoute",
            "apiVersion": "gateway.networking.k8s.io/v1",
            "odd": ["yes", "1_000", "12:30", "", "a: b", "null", [["x"], {}], {"a": null}],
        });
        assert_eq!(
            to_string(&object),
            r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: r
  namespace: ns
  labels:
    app.kubernetes.io/managed-by: imp-gateway
odd:
- "yes"
- "1_000"
- "12:30"
- ""
- "a: b"
- "null"
- - - x
  - {}
- a: null
spec:
  hostnames:
  - api.example.com
  - "*.example.com"
  "on": true
  port: 8080
  rules:
  - backendRefs: []
    matches:
    - path:
        type: PathPrefix
        value: /v1
  timeout: "10s"
"#
        );
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[a-z0-9:_.~-]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[a-z/.~# ]{1,5}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_means_what_the_json_meant(value in any_value()) {
            let text = to_string(&json!({"value": value}));
            let back: Value = serde_yaml_ng::from_str(&text).map_err(|e| TestCaseError::fail(format!("{e}: {text}")))?;
            prop_assert_eq!(&back["value"], &value, "{}", text);
        }
    }
}
