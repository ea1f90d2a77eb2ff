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

both_engines! {
    unknown_parameters_are_refused
    changes_say_what_they_are_based_on
    foreign_ids_look_like_none
    a_dry_run_checks_everything_and_changes_nothing
}

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

/// What stands in the way of these: something refers to what they would take away, or nothing is out there yet.
const IN_THE_WAY: &[&str] =
    &["delete_api_service", "delete_gateway", "delete_product", "remove_backend", "rollback", "withdraw"];

/// Every change of a provider's, tried with `dry_run`, is answered as the change would be.
async fn a_dry_run_checks_everything_and_changes_nothing(db: TestDb) {
    let app = TestApp::new(db).await;
    let mine = Offer::new(&app, "acme").await;
    let call = |method: &str, path: &str| {
        app.call(method.parse().unwrap(), path).token(&mine.token).tenant(mine.tenant)
    };
    // Of another kind than those that are tried: two of one kind clash.
    let policy =
        json!({ "name": "main", "config": { "cors": { "allow_origins": ["https://shop.example"] } } });
    let policies = format!("{}/policies", mine.service);
    call("POST", &policies).version(1).json(&policy).send().await.expect(201);
    let before = snapshot(&app, &mine).await;
    let mut tried = 0;
    for operation in operations()
        .iter()
        .filter(|o| o.template.starts_with("/v1/provider/") && o.method != "GET" && o.takes("dry_run"))
    {
        let template = &operation.template;
        let home = match template.split('/').nth(3).unwrap() {
            "api-services" => &mine.service,
            "gateways" => &mine.gateway,
            _ if template.contains("{plan}") => &mine.plan,
            "products" => &mine.product,
            _ => &mine.publish,
        };
        let version = call("GET", home).send().await.expect(200).header("etag").to_owned();
        let part = if template.contains("/routes") { "all" } else { "main" };
        let path = template
            .replace("/{id}", &format!("/{}", id_in(template, &mine)))
            .replace("{plan}", offer::id(&mine.plan))
            .replace("{name}", part);
        let call = call(&operation.method, &format!("{path}?dry_run=true")).header("if-match", &version);
        let call = match body(template, &mine) {
            // A new one has a name and a path of its own.
            Some(mut body) if operation.method == "POST" => {
                if body["name"].is_string() {
                    body["name"] = json!("another");
                }
                if body["path"].is_object() {
                    body["path"]["value"] = json!("/another");
                }
                call.json(&body)
            }
            Some(body) if operation.method == "PUT" => call.json(&body),
            _ => call,
        };
        let answer = call.send().await;
        let refused = IN_THE_WAY.contains(&operation.name.as_str());
        let expected: &[u16] = if refused { &[404, 409, 422] } else { &[200, 201, 202, 204] };
        let (status, text) = (answer.status.as_u16(), &answer.text);
        assert!(expected.contains(&status), "{}: {status} {text}", operation.name);
        assert_eq!(snapshot(&app, &mine).await, before, "{}", operation.name);
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

/// What stands for `{id}`.
fn id_in<'a>(template: &str, offer: &'a Offer) -> &'a str {
    offer::id(match template.split('/').nth(3).unwrap() {
        "api-services" => &offer.service,
        "gateways" => &offer.gateway,
        "products" => &offer.product,
        _ => &offer.publish,
    })
}

/// Everything of an offer, as its owner sees it, and how much there is.
async fn snapshot(app: &TestApp, offer: &Offer) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    let lists =
        ["api-services", "gateways", "products", "product-publishes"].map(|n| format!("/v1/provider/{n}"));
    let ones = [&offer.service, &offer.gateway, &offer.product, &offer.plan, &offer.publish];
    for path in ones.into_iter().chain(&lists) {
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
        "product-publishes/rollback" => json!({ "revision": 1 }),
        _ => return None,
    })
}
