//! A kind's OpenAPI schema, prepared the way the API server reads it: unknown fields are refused
//! (strict field validation), defaults are applied before anything is checked.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// One served version of one kind.
#[derive(Debug)]
pub(crate) struct Kind {
    /// As written, for walking along with an object.
    pub(crate) schema: Value,
    /// Compiled from the strict form.
    pub(crate) validator: Validator,
}

impl Kind {
    /// Prepares and compiles a schema.
    pub(crate) fn new(name: &str, mut schema: Value) -> Self {
        let root = &mut schema["properties"];
        for (field, envelope) in [
            ("apiVersion", json!({"type": "string"})),
            ("kind", json!({"type": "string"})),
            ("metadata", metadata()),
        ] {
            root[field] = envelope;
        }
        let mut strict = schema.clone();
        close(&mut strict);
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .build(&strict)
            .unwrap_or_else(|e| panic!("the schema of {name} does not compile: {e}"));
        Self { schema, validator }
    }
}

/// What this product writes into `metadata`, with the API server's rules for names, labels and
/// annotations (`k8s.io/apimachinery/pkg/api/validation`).
fn metadata() -> Value {
    let name = json!({"type": "string", "maxLength": 63, "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"});
    let key = "^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
    let label = json!({"type": "string", "maxLength": 63, "pattern": "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$"});
    json!({
        "type": "object",
        "required": ["name", "labels", "annotations"],
        "properties": {
            "name": name,
            "namespace": name,
            "labels": {"type": "object", "propertyNames": {"pattern": key}, "additionalProperties": label},
            "annotations": {"type": "object", "propertyNames": {"pattern": key}, "additionalProperties": {"type": "string"}},
        },
    })
}

/// Adds `additionalProperties: false` where there are properties and unknown fields are not
/// preserved. Branches of `anyOf` and the like only restrict what the outer schema allows, so they
/// stay open (structural schemas).
fn close(schema: &mut Value) {
    let Value::Object(schema) = schema else { return };
    let open = schema.get("x-kubernetes-preserve-unknown-fields") == Some(&Value::Bool(true));
    if schema.contains_key("properties") && !schema.contains_key("additionalProperties") && !open {
        schema.insert("additionalProperties".into(), Value::Bool(false));
    }
    if schema.remove("nullable") == Some(Value::Bool(true))
        && let Some(kind) = schema.get_mut("type")
    {
        *kind = json!([kind, "null"]);
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.values_mut().for_each(close);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get_mut(key) {
            close(inner);
        }
    }
}

/// Fills in what the API server would, from the outside in.
pub(crate) fn apply_defaults(schema: &Value, value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, property) in properties(schema) {
                if let Some(default) = property.get("default") {
                    object.entry(name).or_insert_with(|| default.clone());
                }
            }
            for (name, inner) in object {
                if let Some(schema) = property(schema, name) {
                    apply_defaults(schema, inner);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| apply_defaults(&schema["items"], item)),
        _ => {}
    }
}

/// The schema's declared properties.
pub(crate) fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// The schema of a field, declared or of a map's values.
pub(crate) fn property<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    let values = || schema.get("additionalProperties").filter(|v| v.is_object());
    schema.get("properties").and_then(|p| p.get(name)).or_else(values)
}
