use domain::{
    Code, Error, access_token::AccessTokenSpec, api_service::ApiServiceSpec,
    product_publish::ProductPublishSpec,
};
use serde_json::{Value, json};

use super::{Draft, read, violation};

fn faults<T: Draft>(body: &Value) -> Vec<(String, Code)> {
    match read::<T>(body.to_string().as_bytes()) {
        Err(Error::Invalid(fields)) => fields.into_iter().map(|f| (f.field, f.reason.code)).collect(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => Vec::new(),
    }
}

fn has(faults: &[(String, Code)], expected: &[(&str, Code)]) {
    let mut faults: Vec<_> = faults.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect();
    let mut expected: Vec<_> = expected.iter().map(|(f, c)| (*f, c.as_str())).collect();
    faults.sort_unstable();
    expected.sort_unstable();
    assert_eq!(faults, expected);
}

#[test]
fn shape_and_rules_are_judged_together() {
    let body = json!({
        "name": "Not A Label", "title": 5, "gateway_id": "gtw_1", "colour": "red", "labels": { "a": 1 },
        "routes": [{ "name": "all", "path": { "kind": "Prefix", "value": "/" }, "backends": [{ "backend": "be", "weigth": 1 }] }],
        "backends": [{ "name": "be", "protocol": "http", "endpoints": [{ "host": "a.example.com", "port": "80" }] }],
    });
    has(
        &faults::<ApiServiceSpec>(&body),
        &[
            ("name", Code::NotALabel),
            ("title", Code::WrongType),
            ("gateway_id", Code::FieldMoved),
            ("colour", Code::UnknownField),
            ("labels.a", Code::WrongType),
            ("routes[0].path.kind", Code::NotAnOption),
            ("routes[0].backends[0].weigth", Code::UnknownField),
            ("backends[0].endpoints[0].port", Code::WrongType),
        ],
    );
}

#[test]
fn a_choice_is_judged_by_the_branch_that_was_meant() {
    let policy = |config: Value| json!({ "name": "ab", "title": "A", "policies": [{ "name": "one", "config": config }] });
    has(
        &faults::<ApiServiceSpec>(&policy(
            json!({ "rate_limit": { "requests": "5", "unit": "week", "x": 1 } }),
        )),
        &[
            ("policies[0].config.rate_limit.requests", Code::WrongType),
            ("policies[0].config.rate_limit.unit", Code::NotAnOption),
            ("policies[0].config.rate_limit.x", Code::UnknownField),
        ],
    );
    has(
        &faults::<ApiServiceSpec>(&policy(json!({ "auth": {} }))),
        &[("policies[0].config", Code::NotAnOption)],
    );
}

#[test]
fn numbers_beyond_their_type_are_out_of_range() {
    let endpoint = json!({ "host": "a.example.com", "port": 70_000 });
    let body = json!({ "name": "ab", "title": "A",
        "backends": [{ "name": "be", "protocol": "http", "endpoints": [endpoint] }] });
    has(&faults::<ApiServiceSpec>(&body), &[("backends[0].endpoints[0].port", Code::OutOfRange)]);
}

#[test]
fn everything_serde_would_stop_at_is_named_at_once() {
    let endpoint = json!({ "host": "a.example.com", "port": 70_000 });
    let backend = |name: &str| json!({ "name": name, "protocol": "http", "endpoints": [endpoint] });
    has(
        &faults::<ApiServiceSpec>(&json!({ "name": "No Label", "title": "A",
            "backends": [backend("one"), backend("two")] })),
        &[
            ("name", Code::NotALabel),
            ("backends[0].endpoints[0].port", Code::OutOfRange),
            ("backends[1].endpoints[0].port", Code::OutOfRange),
        ],
    );
    let token = faults::<AccessTokenSpec>(&json!({ "name": "", "scopes": [], "expires_at": "tomorrow" }));
    let fields: Vec<_> = token.iter().map(|(field, _)| field.as_str()).collect();
    assert!(["name", "scopes", "expires_at"].iter().all(|f| fields.contains(f)), "{token:?}");
}

#[test]
fn names_with_dots_are_names() {
    has(
        &faults::<ApiServiceSpec>(
            &json!({ "name": "No Label", "title": "A", "a.b": 1, "labels": { "c.d": 1 } }),
        ),
        &[("name", Code::NotALabel), ("a.b", Code::UnknownField), ("labels.c.d", Code::WrongType)],
    );
}

#[test]
fn a_body_full_of_faults_is_answered_with_the_first() {
    let unknown: serde_json::Map<_, _> = (0..50_000).map(|i| (format!("f{i}"), json!(0))).collect();
    assert_eq!(faults::<ApiServiceSpec>(&Value::Object(unknown)).len(), violation::MOST);
    let routes = vec![json!(1); 50_000];
    assert!(faults::<ApiServiceSpec>(&json!({ "name": "ab", "title": "A", "routes": routes })).len() <= 200);
}

#[test]
fn a_version_1_publish_is_told_what_is_needed_now() {
    let body = json!({
        "product_id": "prd_0198f0c17c3a7d10b2a4c5d6e7f80912", "environment": "prod", "auth_mode": "none",
        "api_services": ["svc_1"], "hostnames": ["not a name"],
    });
    has(
        &faults::<ProductPublishSpec>(&body),
        &[
            ("cluster_id", Code::NowRequired),
            ("api_services[0]", Code::NotAnId),
            ("hostnames[0]", Code::NotAHostname),
        ],
    );
}

#[test]
fn what_is_not_json_is_malformed() {
    let deep = "[".repeat(100_000);
    for body in ["", "{", "{\"name\": }", deep.as_str()] {
        let error = read::<ApiServiceSpec>(body.as_bytes()).unwrap_err();
        assert!(matches!(error, Error::Malformed(ref r) if r.code == Code::MalformedBody), "{error:?}");
    }
    has(&faults::<ApiServiceSpec>(&json!([1])), &[("", Code::WrongType)]);
    has(&faults::<ApiServiceSpec>(&json!(null)), &[("", Code::WrongType)]);
}

#[test]
fn a_good_body_is_read() {
    let spec: ApiServiceSpec = read(br#"{ "name": "orders", "title": "Orders" }"#).unwrap();
    assert_eq!(spec.name, "orders");
}
