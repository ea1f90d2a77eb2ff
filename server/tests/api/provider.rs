//! From an API service to a publish, as a script does it.

use domain::cluster::ClusterSpec;
use serde_json::{Value, json};

use crate::support::{
    builders,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { one_part_at_a_time a_publish_from_nothing }

async fn one_part_at_a_time(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let made = app.post("/v1/provider/api-services").token(&token).tenant("acme");
    let made = made.json(&builders::api_service("orders")).send().await.expect(201);
    let service = made.location().to_owned();
    let routes = format!("{service}/routes");

    let add = |version| app.post(&routes).token(&token).tenant("acme").version(version);
    let added = add(1).json(&builders::route("items")).send().await.expect(201);
    assert_eq!(added.header("etag"), "\"2\"");
    assert_eq!(add(1).json(&builders::route("more")).send().await.problem().0, 412);
    // Faults are told by the part's own fields.
    let mut broken = builders::route("No");
    broken["path"]["value"] = json!("no-slash");
    let (_, _, fields) = add(2).json(&broken).send().await.problem();
    assert_eq!(fields, ["name not_a_label", "path.value not_a_path"]);
    let twin = add(2).json(&builders::route("items")).send().await;
    assert!(twin.problem().2.contains(&"name duplicate".to_owned()), "{}", twin.text);

    let one = format!("{routes}/items");
    let mut changed = builders::route("items");
    changed["methods"] = json!(["GET"]);
    let put = app.put(&one).token(&token).tenant("acme").version(2).json(&changed);
    assert_eq!(put.send().await.expect(200).header("etag"), "\"3\"");
    let got = app.get(&one).token(&token).tenant("acme").send().await.expect(200);
    assert_eq!(got.json()["methods"], json!(["GET"]));
    app.delete(&one).token(&token).tenant("acme").version(3).send().await.expect(204);
    assert_eq!(app.get(&one).token(&token).tenant("acme").send().await.problem().0, 404);

    // A backend that a route still uses stays.
    let backend = app.delete(&format!("{service}/backends/main")).token(&token).tenant("acme").version(4);
    assert_eq!(backend.send().await.problem().2, ["routes[0].backends[0].backend unknown_reference"]);
}

async fn a_publish_from_nothing(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    let token = app.editor(&tenant).await;
    let spec: ClusterSpec = serde_json::from_value(builders::cluster("here")).unwrap();
    let system = services::Caller::system("test");
    let cluster = app.services.cluster.create(&system, spec, services::Mode::Commit).await.unwrap();

    let post = async |path: &str, body: Value| {
        let answer = app.post(path).token(&token).tenant("acme").json(&body).send().await.expect(201);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let service = post("/v1/provider/api-services", builders::api_service("orders")).await;
    let gateway = post("/v1/provider/gateways", builders::gateway("public")).await;
    let product = post("/v1/provider/products", builders::product("shop", &[&service])).await;
    post(&format!("/v1/provider/products/{product}/plans"), builders::plan("basic")).await;
    let clusters = app.get("/v1/provider/clusters").token(&token).tenant("acme").send().await.expect(200);
    assert_eq!(clusters.json()["items"][0]["name"], "here");

    let mut draft = json!({
        "product_id": product, "environment": "prod", "gateway_id": gateway, "auth_mode": "none",
        "hostnames": ["orders.example.com"], "api_services": [service],
    });
    let create = |body: &Value| {
        app.post("/v1/provider/product-publishes").token(&token).tenant("acme").json(body).send()
    };
    let version_1 = create(&draft).await;
    assert_eq!(version_1.problem(), (422, "invalid".to_owned(), vec!["cluster_id now_required".to_owned()]));
    let said = version_1.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(said.starts_with("cluster_id is required since version 2; "), "{said}");
    draft["cluster_id"] = json!(cluster.id);
    let made = create(&draft).await.expect(201);
    let publish = made.location().to_owned();

    let preview =
        app.get(&format!("{publish}/preview")).token(&token).tenant("acme").send().await.expect(200);
    assert!(
        preview.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|i| i["yaml"].as_str().unwrap().contains("HTTPRoute"))
    );
    let go = |path: &str, version| {
        app.post(&format!("{publish}/{path}")).token(&token).tenant("acme").version(version)
    };
    let sent = go("publish", 1).json(&json!({ "note": "first" })).send().await.expect(200);
    assert_eq!(sent.json()["status"], "publishing");
    let status =
        app.get(&format!("{publish}/status")).token(&token).tenant("acme").send().await.expect(200).json();
    let revisions = app.get(&format!("{publish}/revisions")).token(&token).tenant("acme");
    assert_eq!(revisions.send().await.expect(200).json()["items"][0]["note"], "first");
    assert_eq!(status["agent_online"], json!(false));
    let version: i64 = sent.header("etag").trim_matches('"').parse().unwrap();
    let gone = go("withdraw", version).send().await.expect(200);
    assert_eq!(gone.json()["status"], "withdrawing");
}
