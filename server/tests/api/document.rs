//! The OpenAPI document as a test reads it: every operation, and a request that fits it.

use serde_json::{Value, json};

use crate::support::test_app::{Call, TestApp};

/// One operation of the document.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) method: String,
    /// As in the document.
    pub(super) template: String,
    /// With something that fits in each place.
    pub(super) path: String,
    pub(super) source: Value,
    body: Option<Value>,
}

/// Every operation of the JSON API.
pub(super) fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(server::api::openapi()).unwrap();
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, source) in operations.as_object().unwrap() {
            let schema = source.pointer("/requestBody/content/application~1json/schema");
            all.push(Operation {
                name: source["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                template: path.clone(),
                path: fill(&document, path, source),
                source: source.clone(),
                body: schema.map(|schema| example(&document, schema)),
            });
        }
    }
    all
}

impl Operation {
    /// A request that fits, without anybody in whose name; `query` begins with `?` or is empty.
    pub(super) fn call<'a>(&self, app: &'a TestApp, tenant: &str, query: &str) -> Call<'a> {
        let path = format!("{}{query}", self.path);
        let call = app.call(self.method.parse().unwrap(), &path).tenant(tenant);
        match &self.body {
            Some(body) => call.json(body),
            None => call,
        }
    }

    /// Whether it has a parameter of that name, in the query or the head.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.source["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == name)
    }

    pub(super) fn documents(&self, status: u16) -> bool {
        self.source["responses"].get(status.to_string()).is_some()
    }
}

/// The address with something in each place.
fn fill(document: &Value, path: &str, operation: &Value) -> String {
    let mut path = path.to_owned();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] == "path" {
            let value = example(document, &parameter["schema"]);
            path = path
                .replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), value.as_str().unwrap());
        }
    }
    path
}

/// The smallest value that fits a schema's shape.
fn example(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return example(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(one) = schema["oneOf"].as_array().and_then(|all| all.iter().find(|s| s["type"] != "null")) {
        return example(document, one);
    }
    if let Some(value) = schema.pointer("/enum/0").or_else(|| schema.pointer("/examples/0")) {
        return value.clone();
    }
    match schema["type"].as_str() {
        Some("string") => json!("aa"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        _ => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let field = |name: &Value| {
                let name = name.as_str().unwrap();
                (name.to_owned(), example(document, &schema["properties"][name]))
            };
            Value::Object(required.iter().map(field).collect())
        }
    }
}
