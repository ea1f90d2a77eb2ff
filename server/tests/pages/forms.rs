//! Server functions as plain forms: a refusal comes back through the session, never through the
//! address.

use chrono::TimeDelta;
use domain::role::{PlatformRole, Role};

use crate::support::{
    browser::{Browser, ORIGIN},
    builders,
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! {
    a_form_returns_to_its_page a_forged_error_is_not_shown a_refused_form_keeps_what_was_typed
    a_form_waits_for_its_sender_to_sign_in_again a_list_is_narrowed_down_by_its_address
}

async fn a_form_returns_to_its_page(db: TestDb) {
    let app = TestApp::new(db).await;
    let browser = Browser::new(&app);
    let page = app.post("/fn/preferences/set").header("origin", ORIGIN);
    let page = page.header("referer", &format!("{ORIGIN}/login?next=%2Faccount&__err=x&__path=y"));
    let answer = browser.send(page.form(&[("locale", "ko")])).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/login?next=%2Faccount"));
    let page = browser.get("/login").await.expect(200);
    assert!(page.text.contains("<html lang=\"ko\""), "{}", page.text);
}

async fn a_forged_error_is_not_shown(db: TestDb) {
    let app = TestApp::new(db).await;
    let forged = "/login?__path=%2Fauth%2Flogin&__err=eyJlcnJvciI6eyJraW5kIjoiaW50ZXJuYWwifX0%3D";
    let page = Browser::new(&app).get(forged).await.expect(200);
    let plain = Browser::new(&app).get("/login").await.expect(200);
    assert!(!page.text.contains("alert"), "{}", page.text);
    assert!(!plain.text.contains("alert"));
}

/// Posts a form from the page it is on.
async fn post_from(
    browser: &Browser<'_>,
    app: &TestApp,
    page: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> String {
    let call = app.post(path).header("origin", ORIGIN).header("referer", &format!("{ORIGIN}{page}"));
    browser.send(call.form(fields)).await.expect(303).location().to_owned()
}

async fn a_refused_form_keeps_what_was_typed(db: TestDb) {
    let app = TestApp::new(db).await;
    let acme = app.tenant("acme").await;
    app.member(&acme, "editor@example.com", Role::Editor).await;
    let browser = Browser::signed_in(&app, "editor@example.com", PASSWORD).await;
    let page = "/provider/acme/api-services/new";
    let fields = [
        ("tenant", "acme"),
        ("title", "Orders <1>"),
        ("name", "No name"),
        ("labels", "team=edge\n\nnonsense"),
        ("api_version", ""),
        ("description", ""),
    ];
    assert_eq!(post_from(&browser, &app, page, "/fn/api-services/create", &fields).await, page);
    let shown = browser.get(page).await.expect(200).text;
    for text in ["Orders &lt;1&gt;", "No name", "aria-invalid=\"true\"", "lower-case letters", "Line 3: "] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    let again = browser.get(page).await.expect(200).text;
    assert!(!again.contains("No name"), "it is shown once");
}

async fn a_form_waits_for_its_sender_to_sign_in_again(db: TestDb) {
    let app = TestApp::with(db, &[("IMP_SESSION_IDLE_MINUTES", "60")]).await;
    let ada = app.user("ada@example.com", PlatformRole::Admin).await;
    app.user("bob@example.com", PlatformRole::Admin).await;
    let (page, whose) = ("/operator/clusters/new", ada.id.to_string());
    let fields = [("_whose", whose.as_str()), ("title", "Typed before lunch"), ("name", "lunch")];
    for (email, is_back) in [("ada@example.com", true), ("bob@example.com", false)] {
        let browser = Browser::signed_in(&app, "ada@example.com", PASSWORD).await;
        assert!(browser.get(page).await.expect(200).text.contains(&whose), "the form says whose it is");
        app.clock.advance(TimeDelta::minutes(61));
        assert_eq!(post_from(&browser, &app, page, "/fn/clusters/create", &fields).await, page);
        let login = browser.get(page).await.expect(303).location().to_owned();
        let shown = browser.get(&login).await.expect(200).text;
        assert!(shown.contains("Your session has ended"), "{shown}");
        assert!(!shown.contains("lunch"), "what was typed is nobody else's to see: {shown}");
        let fields = [("email", email), ("password", PASSWORD), ("next", page)];
        assert_eq!(browser.post("/auth/login", &fields).await.location(), page);
        let shown = browser.get(page).await.expect(200).text;
        assert_eq!(shown.contains("Typed before lunch"), is_back, "{email}");
    }
}

async fn a_list_is_narrowed_down_by_its_address(db: TestDb) {
    let app = TestApp::new(db).await;
    let acme = app.tenant("acme").await;
    let token = app.editor(&acme).await;
    app.member(&acme, "viewer@example.com", Role::Viewer).await;
    for (name, team) in [("orders", "edge"), ("invoices", "core")] {
        let mut body = builders::api_service(name);
        body["title"] = name.into();
        body["labels"] = serde_json::json!({ "team": team });
        let call = app.post("/v1/provider/api-services").token(&token).tenant("acme").json(&body);
        call.send().await.expect(201);
    }
    let browser = Browser::signed_in(&app, "viewer@example.com", PASSWORD).await;
    for (query, orders, invoices) in [
        ("", true, true),
        ("?search=ord", true, false),
        ("?labels=team%3Dcore", false, true),
        ("?search=ord&labels=team%3Dcore", false, false),
    ] {
        let text = browser.get(&format!("/provider/acme/api-services{query}")).await.expect(200).text;
        let has = |name: &str| text.contains(&format!(">{name}<"));
        assert_eq!((has("orders"), has("invoices")), (orders, invoices), "{query}");
        assert!(!text.contains("/api-services/new"), "a viewer is offered no form");
    }
}
