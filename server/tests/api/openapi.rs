//! The description of the API is checked in, and describes every route.

use std::{fs, path::Path};

#[test]
fn the_checked_in_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let current = server::api::openapi().to_pretty_json().unwrap();
    let checked_in = fs::read_to_string(path).unwrap_or_default();
    assert!(
        checked_in.trim_end() == current,
        "docs/openapi.json is stale: cargo run -p server -- openapi > docs/openapi.json"
    );
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let document = serde_json::to_value(server::api::openapi()).unwrap();
    let mut names = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(!names.contains(&name), "{name} names two operations");
            names.push(name);
            let words = operation["summary"].as_str().unwrap_or_default();
            assert!(words.len() > 5, "{method} {path} says nothing");
        }
    }
}
