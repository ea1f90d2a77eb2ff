//! What is wrong is said in a problem document, before anything happens.

use serde_json::json;

use crate::support::{
    builders,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { bodies conditions parameters addresses oversize a_body_that_never_comes the_default_limit_holds }

fn problem(status: u16, code: &str, fields: &[&str]) -> (u16, String, Vec<String>) {
    (status, code.to_owned(), fields.iter().map(|f| (*f).to_owned()).collect())
}

async fn bodies(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let post = || app.post("/v1/provider/api-services").token(&token).tenant("acme");

    let wrong_type = post().header("content-type", "text/plain").body("{}").send().await;
    assert_eq!(wrong_type.problem(), problem(415, "unsupported_media_type", &[]));
    let broken = post().header("content-type", "application/json").body("{\"name\":").send().await;
    assert_eq!(broken.problem(), problem(400, "malformed_body", &[]));
    let deep = post().header("content-type", "application/json").body("[".repeat(10_000)).send().await;
    assert_eq!(deep.problem(), problem(400, "malformed_body", &[]));

    let mut version_1 = builders::api_service("orders");
    version_1["gateway_id"] = json!("gtw_0198f0c17c3a7d10b2a4c5d6e7f80912");
    version_1["title"] = json!(7);
    version_1["name"] = json!("No Label");
    let refused = post().json(&version_1).send().await;
    let expected =
        problem(422, "invalid", &["gateway_id field_moved", "title wrong_type", "name not_a_label"]);
    let (status, code, mut fields) = refused.problem();
    fields.sort();
    let mut sorted = expected.2.clone();
    sorted.sort();
    assert_eq!((status, code, fields), (expected.0, expected.1, sorted));
    assert!(refused.text.contains("choose the gateway when publishing"), "{}", refused.text);

    // Nothing was written.
    let list = app.get("/v1/provider/api-services").token(&token).tenant("acme").send().await.expect(200);
    assert_eq!(list.json()["items"], json!([]));
}

async fn conditions(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let spec = builders::gateway("public");
    let post = || app.post("/v1/provider/gateways").token(&token).tenant("acme");

    let tried = app.post("/v1/provider/gateways?dry_run=true").token(&token).tenant("acme").json(&spec);
    let tried = tried.send().await.expect(200);
    assert_eq!(tried.location(), "");
    let made = post().json(&spec).send().await.expect(201);
    let path = made.location().to_owned();
    assert_eq!(made.header("etag"), "\"1\"");
    let twin = post().json(&spec).send().await;
    assert_eq!(twin.problem(), problem(422, "invalid", &["name name_taken"]));

    let put = || app.put(&path).token(&token).tenant("acme");
    assert_eq!(put().json(&spec).send().await.problem(), problem(428, "version_required", &[]));
    assert_eq!(put().version(2).json(&spec).send().await.problem(), problem(412, "version_stale", &[]));
    let weak = put().header("if-match", "W/\"1\"").json(&spec).send().await;
    assert_eq!(weak.problem(), problem(412, "version_stale", &[]));
    let changed = put().version(1).json(&spec).send().await.expect(200);
    assert_eq!(changed.header("etag"), "\"2\"");
    app.delete(&path).token(&token).tenant("acme").version(2).send().await.expect(204);
    assert_eq!(
        app.get(&path).token(&token).tenant("acme").send().await.problem(),
        problem(404, "not_found", &[])
    );
}

async fn parameters(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let get = |query: &str| app.get(&format!("/v1/provider/products?{query}")).token(&token).tenant("acme");
    for (query, expected) in [
        ("limit=many&sort=name", vec!["limit not_a_number", "sort unknown_parameter"]),
        ("status=new", vec!["status not_an_option"]),
        ("limit=100000", vec!["limit out_of_range"]),
        ("cursor=nonsense", vec!["cursor bad_cursor"]),
        ("cursor=WzFd", vec!["cursor bad_cursor"]),
    ] {
        assert_eq!(get(query).send().await.problem(), problem(422, "invalid", &expected), "{query}");
    }
    for name in ["b1", "a1", "c1"] {
        let body = builders::product(name, &[]);
        app.post("/v1/provider/products").token(&token).tenant("acme").json(&body).send().await.expect(201);
    }
    let first = get("limit=2").send().await.expect(200).json();
    let names = |page: &serde_json::Value| {
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|i| i["spec"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&first), ["a1", "b1"]);
    let next = get(&format!("limit=2&cursor={}", first["next_cursor"].as_str().unwrap()));
    let next = next.send().await.expect(200).json();
    assert_eq!((names(&next), next["next_cursor"].clone()), (vec!["c1".to_owned()], json!(null)));
}

async fn addresses(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let unknown = app.get("/v1/provider/unicorns").send().await;
    assert_eq!(unknown.problem(), problem(404, "not_found", &[]));
    let method = app.call(axum::http::Method::PATCH, "/v1/provider/products").token(&token).send().await;
    assert_eq!(method.problem(), problem(405, "method_not_allowed", &[]));
    assert!(method.header("allow").contains("POST"));
    let id = app.get("/v1/provider/products/prd_1").token(&token).tenant("acme").send().await;
    assert_eq!(id.problem(), problem(404, "not_found", &[]));
    let no_tenant = app.get("/v1/provider/products").token(&token).send().await;
    assert_eq!(no_tenant.problem(), problem(400, "tenant_required", &[]));
    let other = app.get("/v1/provider/products").token(&token).tenant("globex").send().await;
    assert_eq!(other.problem(), problem(404, "not_found", &[]));
    let nobody = app.get("/v1/provider/products").tenant("acme").send().await;
    assert_eq!(nobody.problem(), problem(401, "unauthenticated", &[]));
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
}

async fn oversize(db: TestDb) {
    let app = TestApp::with(db, &[("IMP_BODY_LIMIT_KIB", "16")]).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let post = || {
        let call = app.post("/v1/provider/products").token(&token).tenant("acme");
        call.header("content-type", "application/json")
    };
    let large = "x".repeat(17 * 1024);
    let announced = post().header("content-length", &large.len().to_string()).body(large.clone());
    assert_eq!(announced.send().await.problem(), problem(413, "body_too_large", &[]));
    let chunks = futures::stream::iter(vec![Ok::<_, std::io::Error>(large.clone()), Ok(large)]);
    let streamed = post().body(axum::body::Body::from_stream(chunks)).send().await;
    assert_eq!(streamed.problem(), problem(413, "body_too_large", &[]));
}

async fn a_body_that_never_comes(db: TestDb) {
    let app = TestApp::with(db, &[("IMP_REQUEST_TIMEOUT_SECONDS", "1")]).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let first = futures::stream::iter([Ok::<_, std::io::Error>("{\"name\": ")]);
    let rest = futures::stream::pending();
    let body = axum::body::Body::from_stream(futures::StreamExt::chain(first, rest));
    let post = app.post("/v1/provider/api-services").token(&token).tenant("acme");
    let answer = post.header("content-type", "application/json").body(body).send().await;
    assert_eq!(answer.problem(), problem(503, "timeout", &[]));
}

/// The limit that an installation has when nobody has set another.
async fn the_default_limit_holds(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let spec = serde_json::json!({ "description": "x".repeat(5 * 1024 * 1024) });
    let answer = app.post("/v1/provider/api-services").token(&token).tenant("acme").json(&spec).send().await;
    assert_eq!(answer.problem(), problem(413, "body_too_large", &[]));
}
