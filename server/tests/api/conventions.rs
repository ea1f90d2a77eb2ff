//! What holds for every operation of the JSON API, read from its own document: a new one is tried
//! without a word here.

use domain::role::{PlatformRole, Role};

use serde_json::json;

use super::document::operations;
use crate::support::{
    browser::{Browser, ORIGIN},
    builders,
    offer::{self, Offer},
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { unknown_parameters_are_refused changes_say_what_they_are_based_on foreign_ids_look_like_none }

/// Somebody who may do everything everywhere: an owner who is a platform admin, in a browser.
async fn anybody(app: &TestApp) -> Browser<'_> {
    let acme = app.tenant("acme").await;
    let user = app.user("all@example.com", PlatformRole::Admin).await;
    app.join(&acme, &user, Role::Owner).await;
    Browser::signed_in(app, "all@example.com", PASSWORD).await
}

async fn unknown_parameters_are_refused(db: TestDb) {
    let app = TestApp::new(db).await;
    let browser = anybody(&app).await;
    for operation in operations().iter().filter(|o| o.path.starts_with("/v1/")) {
        let call = operation.call(&app, "acme", "?nonsense=1").version(1).header("origin", ORIGIN);
        let answer = browser.with_cookies(call).send().await;
        let expected = (422, "invalid".to_owned(), vec!["nonsense unknown_parameter".to_owned()]);
        assert_eq!(answer.problem(), expected, "{}", operation.name);
    }
}

async fn changes_say_what_they_are_based_on(db: TestDb) {
    let app = TestApp::new(db).await;
    let browser = anybody(&app).await;
    let mut tried = 0;
    for operation in operations().iter().filter(|o| o.takes("If-Match")) {
        let call = operation.call(&app, "acme", "").header("origin", ORIGIN);
        let answer = browser.with_cookies(call).send().await;
        assert_eq!(answer.problem().0, 428, "{}", operation.name);
        tried += 1;
    }
    let puts = operations().iter().filter(|o| o.method == "PUT").count();
    assert!(tried >= puts && puts > 0, "{tried} of {puts} replacements ask for a version");
}

/// Another tenant's id and one that never existed are answered alike, but for the request's own id, by
/// every operation that takes one.
async fn foreign_ids_look_like_none(db: TestDb) {
    let app = TestApp::new(db).await;
    let theirs = Offer::new(&app, "globex").await;
    let mine = app.editor(&app.tenant("acme").await).await;
    let absent = |id: &str| format!("{}_0198f0c17c3a7d10b2a4c5d6e7f80912", id.split_once('_').unwrap().0);
    let nouns = [
        ("api-services", offer::id(&theirs.service)),
        ("gateways", offer::id(&theirs.gateway)),
        ("products", offer::id(&theirs.product)),
        ("product-publishes", offer::id(&theirs.publish)),
    ];
    let before = snapshot(&app, &theirs).await;
    let mut tried = 0;
    for operation in
        operations().iter().filter(|o| o.template.starts_with("/v1/provider/") && o.template.contains("{id}"))
    {
        let noun = operation.template.split('/').nth(3).unwrap();
        let (_, foreign) = nouns.iter().find(|(name, _)| *name == noun).unwrap();
        let (part, plan) =
            (if operation.template.contains("/routes") { "all" } else { "main" }, offer::id(&theirs.plan));
        let fill =
            |id: &str| operation.template.replace("{id}", id).replace("{plan}", plan).replace("{name}", part);
        let ask = async |path: String| {
            let call =
                app.call(operation.method.parse().unwrap(), &path).token(&mine).tenant("acme").version(1);
            let call = match body(&operation.template, &theirs) {
                Some(body) if ["POST", "PUT"].contains(&operation.method.as_str()) => call.json(&body),
                _ => call,
            };
            let answer = call.send().await;
            assert_eq!(answer.status, 404, "{}: {}", operation.name, answer.text);
            answer.text.replace(answer.header("x-request-id"), "")
        };
        assert_eq!(ask(fill(foreign)).await, ask(fill(&absent(foreign))).await, "{}", operation.name);
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
    assert_eq!(snapshot(&app, &theirs).await, before);
}

/// Everything of an offer, as its owner sees it.
async fn snapshot(app: &TestApp, offer: &Offer) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for path in [&offer.service, &offer.gateway, &offer.product, &offer.plan, &offer.publish] {
        all.push(app.get(path).token(&offer.token).tenant(offer.tenant).send().await.expect(200).json());
    }
    all
}

/// What an operation takes, if it takes something.
fn body(template: &str, theirs: &Offer) -> Option<serde_json::Value> {
    let (service, product) = (offer::id(&theirs.service), offer::id(&theirs.product));
    let rest = template.strip_prefix("/v1/provider/").unwrap();
    Some(match rest.replace("/{id}", "").replace("/{name}", "").replace("/{plan}", "").as_str() {
        "api-services" => builders::api_service("orders"),
        "api-services/routes" => builders::route("all"),
        "api-services/backends" => builders::api_service("orders")["backends"][0].clone(),
        "api-services/policies" => json!({ "name": "main", "config": { "timeout": { "request_ms": 1000 } } }),
        "gateways" => builders::gateway("public"),
        "products" => builders::product("shop", &[]),
        "products/plans" => builders::plan("basic"),
        "product-publishes" => {
            offer::publish(theirs.cluster, product, offer::id(&theirs.gateway), &[service])
        }
        "product-publishes/publish" => json!({}),
        _ => return None,
    })
}
