//! What holds for every operation of the JSON API, read from its own document: a new one is tried
//! without a word here.

use domain::role::{PlatformRole, Role};

use super::document::operations;
use crate::support::{
    browser::{Browser, ORIGIN},
    builders,
    personas::PASSWORD,
    test_app::{Answer, TestApp},
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
    for operation in operations().iter().filter(|o| o.takes_header("If-Match")) {
        let call = operation.call(&app, "acme", "").header("origin", ORIGIN);
        let answer = browser.with_cookies(call).send().await;
        assert_eq!(answer.problem().0, 428, "{}", operation.name);
        tried += 1;
    }
    let puts = operations().iter().filter(|o| o.method == "PUT").count();
    assert!(tried >= puts && puts > 0, "{tried} of {puts} replacements ask for a version");
}

/// Another tenant's id and one that never existed are answered alike, but for the request's own id.
async fn foreign_ids_look_like_none(db: TestDb) {
    let app = TestApp::new(db).await;
    let (acme, globex) = (app.tenant("acme").await, app.tenant("globex").await);
    let (mine, theirs) = (app.editor(&acme).await, app.editor(&globex).await);
    let masked = |answer: Answer| {
        assert_eq!(answer.status, 404);
        answer.text.replace(answer.header("x-request-id"), "")
    };
    for (noun, spec) in [
        ("gateways", builders::gateway("public")),
        ("api-services", builders::api_service("orders")),
        ("products", builders::product("shop", &[])),
    ] {
        let list = format!("/v1/provider/{noun}");
        let post = app.post(&list).token(&theirs).tenant("globex").json(&spec);
        let foreign = post.send().await.expect(201).location().to_owned();
        let (prefix, _) = foreign.rsplit_once('_').unwrap();
        let absent = format!("{prefix}_0198f0c17c3a7d10b2a4c5d6e7f80912");
        for method in ["GET", "PUT", "DELETE"] {
            let ask = async |path: &str| {
                let call = app.call(method.parse().unwrap(), path).token(&mine).tenant("acme").version(1);
                masked(if method == "PUT" { call.json(&spec) } else { call }.send().await)
            };
            assert_eq!(ask(&foreign).await, ask(&absent).await, "{method} {noun}");
        }
        app.get(&foreign).token(&theirs).tenant("globex").send().await.expect(200);
    }
}
