//! The first operator, by the link that works once.

use crate::support::{
    browser::Browser,
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { the_first_operator }

async fn the_first_operator(db: TestDb) {
    let app = TestApp::new(db).await;
    let link = app.services.auth.setup_link().await.unwrap().unwrap();
    let token = link.split_once("token=").unwrap().1;
    assert!(link.starts_with("http://127.0.0.1:3000/setup?token="), "{link}");
    let browser = Browser::new(&app);
    let fields = |token, password| {
        [("token", token), ("name", "Ada"), ("email", "ada@example.com"), ("password", password)]
    };

    let forged = browser.post("/auth/setup", &fields("forged", PASSWORD)).await;
    assert_eq!(forged.location(), "/setup?token=forged");
    let weak = browser.post("/auth/setup", &fields(token, "short")).await;
    assert_eq!(weak.location(), format!("/setup?token={token}"));

    assert_eq!(browser.post("/auth/setup", &fields(token, PASSWORD)).await.location(), "/");
    let me = browser.with_cookies(app.get("/v1/me")).send().await.expect(200).json();
    assert_eq!(me["platform_role"], "admin");
    // Neither the link nor a new one makes a second.
    assert_eq!(app.services.auth.setup_link().await.unwrap(), None);
    let again = Browser::new(&app);
    again.post("/auth/setup", &fields(token, PASSWORD)).await;
    assert_eq!(again.with_cookies(app.get("/v1/me")).send().await.status, 401);
}
