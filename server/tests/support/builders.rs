//! Bodies that are accepted, for tests to send and to break.

use serde_json::{Value, json};

pub(crate) fn api_service(name: &str) -> Value {
    json!({
        "name": name, "title": "Orders", "api_version": "1",
        "routes": [route("all")],
        "backends": [{
            "name": "main", "protocol": "http", "endpoints": [{ "host": "orders.example.net", "port": 80 }],
        }],
    })
}

pub(crate) fn route(name: &str) -> Value {
    json!({
        "name": name, "path": { "kind": "prefix", "value": format!("/{name}") },
        "backends": [{ "backend": "main" }],
    })
}

pub(crate) fn gateway(name: &str) -> Value {
    json!({
        "name": name, "title": "Public",
        "listeners": [{ "name": "http", "port": 80, "protocol": "http" }],
    })
}

pub(crate) fn product(name: &str, services: &[&str]) -> Value {
    json!({ "name": name, "title": "Shop", "api_services": services, "status": "active" })
}

pub(crate) fn plan(name: &str) -> Value {
    json!({ "name": name, "title": "Basic", "rate_limit": { "requests": 10, "unit": "second" }, "approval": "auto" })
}

pub(crate) fn cluster(name: &str) -> Value {
    json!({ "name": name, "title": "Cluster", "environments": ["dev", "prod"], "declared": ["backend_api"] })
}
