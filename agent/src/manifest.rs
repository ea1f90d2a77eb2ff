//! The content of an item: a JSON array of Kubernetes objects. The agent knows no kind of object; it
//! reads what names one and the label that says it is ours.

use serde_json::Value;

/// Label that every object of ours carries, and its value.
pub const OWNER_LABEL: (&str, &str) = ("app.kubernetes.io/managed-by", "imp-gateway");

/// One Kubernetes object.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// For instance `gateway.networking.k8s.io/v1`.
    pub api_version: String,
    /// For instance `HTTPRoute`.
    pub kind: String,
    /// Empty for objects of the whole cluster.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// All of it.
    pub object: Value,
}

/// Content that cannot be applied, whatever is tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidContent {
    /// Not JSON, or not an array.
    #[error("the content is not a JSON array of objects: {0}")]
    Json(String),
    /// An object without what names it.
    #[error("object {0} has no {1}")]
    Unnamed(usize, &'static str),
    /// An object that could never be removed again.
    #[error("object {0} does not carry the label {label}={owner}", label = OWNER_LABEL.0, owner = OWNER_LABEL.1)]
    Unlabelled(usize),
}

/// Reads an item's content.
///
/// # Errors
/// Says which object is wrong, counted from 1, and how.
pub fn parse(bytes: &[u8]) -> Result<Vec<Manifest>, InvalidContent> {
    let objects: Vec<Value> =
        serde_json::from_slice(bytes).map_err(|error| InvalidContent::Json(error.to_string()))?;
    objects.into_iter().enumerate().map(|(i, object)| Manifest::from_object(i + 1, object)).collect()
}

impl Manifest {
    fn from_object(at: usize, object: Value) -> Result<Self, InvalidContent> {
        let text = |pointer: &str, what| {
            let text = object.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(InvalidContent::Unnamed(at, what))
        };
        if !is_ours(&object) {
            return Err(InvalidContent::Unlabelled(at));
        }
        Ok(Self {
            api_version: text("/apiVersion", "apiVersion")?,
            kind: text("/kind", "kind")?,
            name: text("/metadata/name", "metadata.name")?,
            namespace: text("/metadata/namespace", "metadata.namespace").unwrap_or_default(),
            object,
        })
    }
}

/// Whether an object carries our ownership label.
pub fn is_ours(object: &Value) -> bool {
    let label = object.get("metadata").and_then(|m| m.get("labels")).and_then(|l| l.get(OWNER_LABEL.0));
    label.and_then(Value::as_str) == Some(OWNER_LABEL.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_in_order() {
        let content = br#"[
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a","labels":{"app.kubernetes.io/managed-by":"imp-gateway"}}},
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"b","namespace":"a","labels":{"app.kubernetes.io/managed-by":"imp-gateway"}}}
        ]"#;
        let manifests = parse(content).unwrap();
        let names: Vec<_> = manifests.iter().map(|m| (&*m.kind, &*m.namespace, &*m.name)).collect();
        assert_eq!(names, [("Namespace", "", "a"), ("Secret", "a", "b")]);
        assert_eq!(parse(b"[]"), Ok(vec![]));
    }

    #[test]
    fn wrong_content_is_named() {
        let label = r#""labels":{"app.kubernetes.io/managed-by":"imp-gateway"}"#;
        for (content, says) in [
            ("{}".to_owned(), "not a JSON array"),
            (
                r#"[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"b"}}]"#.to_owned(),
                "does not carry the label",
            ),
            (format!(r#"[{{"kind":"Secret","metadata":{{"name":"b",{label}}}}}]"#), "has no apiVersion"),
            (
                format!(r#"[{{"apiVersion":"v1","kind":"Secret","metadata":{{{label}}}}}]"#),
                "no metadata.name",
            ),
        ] {
            let error = parse(content.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(says), "{content}: {error}");
        }
    }
}
