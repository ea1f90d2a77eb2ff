//! Mends a body whose shape is wrong as far as needed to judge the rest of it. The mended body is
//! looked at and thrown away; nothing is ever stored from it.

use domain::Code;
use serde_json::{Value, json};

use super::{
    schema::Schema,
    violation::{Fault, Step},
};

/// The body without unknown fields, and with something that fits where something wrong was.
pub(super) fn mend(schema: &Schema, body: &mut Value, faults: &[Fault]) {
    for Fault { path, reason } in faults {
        let Some((last, parents)) = path.split_last() else { continue };
        let Some(parent) = parents.iter().try_fold(&mut *body, step) else { continue };
        match (parent, last) {
            (Value::Object(object), Step::Name(name)) => {
                if matches!(reason.code, Code::UnknownField | Code::FieldMoved) {
                    object.remove(name);
                } else if let Some(fits) = schema.at(path) {
                    object.insert(name.clone(), placeholder(fits));
                }
            }
            (Value::Array(items), Step::Index(i)) => {
                if let (Some(item), Some(fits)) = (items.get_mut(*i), schema.at(path)) {
                    *item = placeholder(fits);
                }
            }
            _ => {}
        }
    }
}

fn step<'a>(value: &'a mut Value, step: &Step) -> Option<&'a mut Value> {
    match step {
        Step::Name(name) => value.get_mut(name),
        Step::Index(i) => value.get_mut(i),
    }
}

fn placeholder(schema: &Value) -> Value {
    if let Some(option) = schema.pointer("/enum/0").or_else(|| schema.pointer("/examples/0")) {
        return option.clone();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if schema.get("format") == Some(&json!("date-time")) => json!("2000-01-01T00:00:00Z"),
        Some("string") => json!(""),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(0)),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        Some("object") => json!({}),
        _ => Value::Null,
    }
}
