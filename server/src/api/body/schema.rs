//! The JSON schema of a body, from the same source as the OpenAPI document, compiled once.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{Error, Result};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{
    Moved,
    violation::{self, Faults},
};

/// A compiled schema and its source.
#[derive(Debug)]
pub(super) struct Schema {
    validator: jsonschema::Validator,
    /// The body's own schema under its keywords, the ones it refers to under `components.schemas`.
    pub(super) source: Value,
}

static COMPILED: Mutex<Option<HashMap<TypeId, &'static Schema>>> = Mutex::new(None);

/// The schema of a type. There is one per request body type, and each lives as long as the program.
pub(super) fn of<T: ToSchema + 'static>() -> Result<&'static Schema> {
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let compiled = compiled.get_or_insert_with(HashMap::new);
    if let Some(schema) = compiled.get(&TypeId::of::<T>()) {
        return Ok(schema);
    }
    let schema = compile::<T>().map_err(|detail| {
        tracing::error!(body = %T::name(), detail, "a body's schema cannot be compiled");
        Error::Internal
    })?;
    let schema = Box::leak(Box::new(schema));
    compiled.insert(TypeId::of::<T>(), schema);
    Ok(schema)
}

fn compile<T: ToSchema>() -> std::result::Result<Schema, String> {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    let mut source = serde_json::to_value(T::schema()).map_err(|e| e.to_string())?;
    let schemas: serde_json::Map<_, _> = parts
        .into_iter()
        .map(|(name, schema)| Ok((name, serde_json::to_value(schema)?)))
        .collect::<serde_json::Result<_>>()
        .map_err(|e| e.to_string())?;
    source["components"] = json!({ "schemas": schemas });
    let validator = jsonschema::draft202012::options().build(&source).map_err(|e| e.to_string())?;
    Ok(Schema { validator, source })
}

impl Schema {
    /// What is wrong with the body's shape.
    pub(super) fn violations(&self, body: &Value, moved: &[(&str, Moved)]) -> Faults {
        let mut found = Faults::default();
        for error in self.validator.iter_errors(body) {
            violation::collect(&error, moved, &mut found);
            if found.is_full() {
                break;
            }
        }
        found
    }

    /// The part of the source that a field's value has to match, references followed.
    pub(super) fn at(&self, steps: &[violation::Step]) -> Option<&Value> {
        let mut here = self.follow(&self.source);
        for step in steps {
            here = self.follow(match step {
                violation::Step::Name(name) => here
                    .get("properties")
                    .and_then(|known| known.get(name))
                    .or_else(|| here.get("additionalProperties"))?,
                violation::Step::Index(_) => here.get("items")?,
            });
        }
        Some(here)
    }

    fn follow<'a>(&'a self, mut schema: &'a Value) -> &'a Value {
        // An option is `oneOf [null, the type]`, in either order.
        if let Some(branches) = schema.get("oneOf").and_then(Value::as_array)
            && let [a, b] = branches.as_slice()
        {
            schema = if a.get("type") == Some(&json!("null")) { b } else { a };
        }
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'));
        target.and_then(|pointer| self.source.pointer(pointer)).unwrap_or(schema)
    }
}
