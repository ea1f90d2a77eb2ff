//! Judges a manifest: schema, list keys and CEL rules, after defaults.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    crds::KINDS,
    rules::{self, EXCEPTIONS},
    schema::{apply_defaults, property},
};

/// Everything that is wrong with a manifest; empty when the API server would take it.
pub(crate) fn problems(manifest: &Value) -> Vec<String> {
    let text = |field: &str| manifest[field].as_str().unwrap_or_default().to_owned();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    let Some(known) = KINDS.get(&(api_version.clone(), kind.clone())) else {
        return vec![format!("there is no kind {kind} in {api_version}")];
    };
    let mut object = manifest.clone();
    apply_defaults(&known.schema, &mut object);
    let mut found: Vec<String> =
        known.validator.iter_errors(&object).map(|e| format!("{kind}{}: {e}", e.instance_path())).collect();
    let mut walk = Walk { found: Vec::new() };
    walk.visit(&kind, &known.schema, &object);
    found.append(&mut walk.found);
    found
}

struct Walk {
    found: Vec<String>,
}

impl Walk {
    fn visit(&mut self, path: &str, schema: &Value, value: &Value) {
        self.rules(path, schema, value);
        match value {
            Value::Object(object) => {
                for (name, inner) in object {
                    if let Some(schema) = property(schema, name) {
                        self.visit(&format!("{path}.{name}"), schema, inner);
                    }
                }
            }
            Value::Array(list) => {
                self.keys(path, schema, list);
                for (i, inner) in list.iter().enumerate() {
                    self.visit(&format!("{path}[{i}]"), &schema["items"], inner);
                }
            }
            _ => {}
        }
    }

    fn rules(&mut self, path: &str, schema: &Value, value: &Value) {
        let rules = schema.get("x-kubernetes-validations").and_then(Value::as_array);
        for rule in rules.into_iter().flatten() {
            let text = rule["rule"].as_str().expect("a rule is a text");
            if EXCEPTIONS.iter().any(|(left_out, _)| *left_out == text) {
                continue;
            }
            match rules::holds(text, schema, value) {
                Ok(true) => {}
                Ok(false) => {
                    let message = rule["message"].as_str().unwrap_or(text);
                    self.found.push(format!("{path}: {message}"));
                }
                Err(error) => self.found.push(format!("{path}: {error}")),
            }
        }
    }

    /// `x-kubernetes-list-type: set | map`: no entry, or no key, twice.
    fn keys(&mut self, path: &str, schema: &Value, list: &[Value]) {
        let keys: Vec<&str> = match schema.get("x-kubernetes-list-type").and_then(Value::as_str) {
            Some("map") => schema["x-kubernetes-list-map-keys"]
                .as_array()
                .expect("a map has keys")
                .iter()
                .filter_map(Value::as_str)
                .collect(),
            Some("set") => Vec::new(),
            _ => return,
        };
        let mut seen = BTreeSet::new();
        for item in list {
            let key = if keys.is_empty() {
                item.to_string()
            } else {
                keys.iter().map(|k| item[k].to_string()).collect::<Vec<_>>().join(" ")
            };
            if !seen.insert(key.clone()) {
                self.found.push(format!("{path}: {key} is there twice"));
            }
        }
    }
}
