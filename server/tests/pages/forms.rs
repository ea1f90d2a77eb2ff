//! Server functions as plain forms: a refusal comes back through the session, never through the
//! address.

use crate::support::{
    browser::{Browser, ORIGIN},
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { a_form_returns_to_its_page a_forged_error_is_not_shown }

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
