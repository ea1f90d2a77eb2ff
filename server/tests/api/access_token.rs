//! Scripts' credentials: shown once, cut down to their scopes and tenant, gone when revoked.

use chrono::TimeDelta;
use domain::role::{PlatformRole, Role};
use serde_json::json;

use crate::support::{
    browser::{Browser, ORIGIN},
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { made_shown_once_and_revoked made_by_people_alone reach_of_a_token expiry_and_disabled_owners }

async fn made_shown_once_and_revoked(db: TestDb) {
    let app = TestApp::new(db).await;
    let tenant = app.tenant("acme").await;
    app.member(&tenant, "ada@example.com", Role::Owner).await;
    let browser = Browser::signed_in(&app, "ada@example.com", PASSWORD).await;
    let post = |path: &str| browser.with_cookies(app.post(path)).header("origin", ORIGIN);

    let wrong = json!({ "name": "", "scopes": ["everything"], "tenant": "globex" });
    let wrong = post("/v1/me/access-tokens").json(&wrong).send().await.problem();
    assert_eq!(
        (wrong.0, wrong.2),
        (
            422,
            ["name required", "scopes[0] not_an_option", "tenant unknown_reference"]
                .map(str::to_owned)
                .into()
        )
    );

    let spec = json!({ "name": "CI", "scopes": ["provider:read"], "tenant": "acme" });
    let tried = post("/v1/me/access-tokens?dry_run=true").json(&spec).send().await.expect(200).json();
    assert_eq!(tried["secret"], json!(null));
    let made = post("/v1/me/access-tokens").json(&spec).send().await.expect(201);
    assert_eq!(made.header("cache-control"), "no-store");
    let made = made.json();
    let secret = made["secret"].as_str().unwrap();
    assert!(
        secret.starts_with("imp_") && secret.starts_with(made["access_token"]["prefix"].as_str().unwrap())
    );

    let me = app.get("/v1/me").token(secret).send().await.expect(200).json();
    assert_eq!(
        (me["email"].as_str(), me["scopes"].clone()),
        (Some("ada@example.com"), json!(["provider:read"]))
    );
    let list = browser.with_cookies(app.get("/v1/me/access-tokens")).send().await.expect(200);
    assert!(!list.text.contains(secret));
    assert_eq!(list.json()["items"][0]["last_used_at"], json!("2027-01-01T00:00:00Z"));

    let id = made["access_token"]["id"].as_str().unwrap();
    let revoke =
        browser.with_cookies(app.delete(&format!("/v1/me/access-tokens/{id}"))).header("origin", ORIGIN);
    revoke.send().await.expect(204);
    assert_eq!(app.get("/v1/me").token(secret).send().await.problem().0, 401);
}

async fn made_by_people_alone(db: TestDb) {
    let app = TestApp::new(db).await;
    let admin = app.user("root@example.com", PlatformRole::Admin).await;
    let token = app.access_token(&admin, &["operator:write"]).await;
    let spec = json!({ "name": "more", "scopes": ["operator:write"] });
    let refused = app.post("/v1/me/access-tokens").token(&token).json(&spec).send().await;
    assert_eq!(refused.problem().0, 403);
    assert_eq!(app.get("/v1/me/sessions").token(&token).send().await.problem().0, 403);
}

async fn reach_of_a_token(db: TestDb) {
    let app = TestApp::new(db).await;
    let (acme, globex) = (app.tenant("acme").await, app.tenant("globex").await);
    let ada = app.member(&acme, "ada@example.com", Role::Owner).await;
    app.member(&globex, "bob@example.com", Role::Owner).await;
    let spec =
        domain::membership::MembershipSpec { tenant_id: globex.id, user_id: ada.id, role: Role::Viewer };
    let system = services::Caller::system("test");
    app.services.membership.create(&system, spec, services::Mode::Commit).await.unwrap();

    let get = |token: &str, tenant: &str| app.get("/v1/provider/products").token(token).tenant(tenant).send();
    let both = app.access_token(&ada, &["provider:read"]).await;
    get(&both, "acme").await.expect(200);
    get(&both, "globex").await.expect(200);
    let one = app.access_token_for(&ada, &["provider:read"], Some("acme")).await;
    get(&one, "acme").await.expect(200);
    assert_eq!(get(&one, "globex").await.problem().0, 404);
    let other = app.access_token(&ada, &["customer:write"]).await;
    let (status, code, _) = get(&other, "acme").await.problem();
    assert_eq!((status, code.as_str()), (403, "missing_scope"));
    let write = app.post("/v1/provider/products").token(&both).tenant("acme");
    let write = write.json(&crate::support::builders::product("shop", &[])).send().await;
    assert_eq!(write.problem().1, "missing_scope");
}

async fn expiry_and_disabled_owners(db: TestDb) {
    let app = TestApp::new(db).await;
    let ada = app.user("ada@example.com", PlatformRole::Viewer).await;
    let browser = Browser::signed_in(&app, "ada@example.com", PASSWORD).await;
    let spec = json!({ "name": "short", "scopes": ["operator:read"], "expires_at": "2027-01-01T01:00:00Z" });
    let made = browser.with_cookies(app.post("/v1/me/access-tokens")).header("origin", ORIGIN).json(&spec);
    let secret = made.send().await.expect(201).json()["secret"].as_str().unwrap().to_owned();
    app.get("/v1/me").token(&secret).send().await.expect(200);
    app.clock.advance(TimeDelta::hours(2));
    assert_eq!(app.get("/v1/me").token(&secret).send().await.problem().0, 401);

    let lasting = app.access_token(&ada, &["operator:read"]).await;
    app.get("/v1/me").token(&lasting).send().await.expect(200);
    let system = services::Caller::system("test");
    let disabled = domain::user::UserStatus::Disabled;
    let users = &app.services.user;
    users.set_status(&system, ada.id, ada.version, disabled, services::Mode::Commit).await.unwrap();
    assert_eq!(app.get("/v1/me").token(&lasting).send().await.problem().0, 401);
    assert_eq!(browser.with_cookies(app.get("/v1/me")).send().await.problem().0, 401);
}
