//! Manifests as YAML for people: the review step of the publish wizard.

use serde_json::Value;

/// One document per manifest, separated by `---`, keys sorted as in the canonical form.
pub fn documents(manifests: &[Value]) -> String {
    manifests
        .iter()
        .map(|m| serde_yaml_ng::to_string(&Sorted(m)).unwrap_or_default())
        .collect::<Vec<_>>()
        .join("---\n")
}

/// The YAML of stored content; `None` when it is not a set of manifests.
pub fn of_content(content: &[u8]) -> Option<String> {
    serde_json::from_slice::<Vec<Value>>(content).ok().map(|manifests| documents(&manifests))
}

/// Serialises with sorted keys, however `serde_json` keeps them.
struct Sorted<'a>(&'a Value);

impl serde::Serialize for Sorted<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(object) => {
                let mut entries: Vec<_> = object.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                serializer.collect_map(entries.into_iter().map(|(key, inner)| (key, Sorted(inner))))
            }
            Value::Array(list) => serializer.collect_seq(list.iter().map(Sorted)),
            leaf => leaf.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_separated_and_sorted() {
        let yaml = documents(&[json!({"kind": "A", "apiVersion": "v1"}), json!({"kind": "B", "port": "80"})]);
        assert_eq!(yaml, "apiVersion: v1\nkind: A\n---\nkind: B\nport: '80'\n");
        assert_eq!(of_content(br#"[{"kind":"A"}]"#).unwrap(), "kind: A\n");
        assert_eq!(of_content(b"[]").unwrap(), "");
        assert_eq!(of_content(b"{"), None);
    }
}
