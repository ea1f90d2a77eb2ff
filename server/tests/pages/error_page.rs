//! What a person gets where no page could be made, and what a script gets.

use crate::support::{
    browser::ORIGIN,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { a_person_reads_words a_script_reads_json }

async fn a_person_reads_words(db: TestDb) {
    let app = TestApp::with(db, &[("IMP_BODY_LIMIT_KIB", "16")]).await;
    let login = |origin: &str, language: &str, password: &str| {
        let call = app.post("/auth/login").header("origin", origin).header("accept", "text/html,*/*");
        call.header("accept-language", language).form(&[("email", "ada@example.com"), ("password", password)])
    };
    let foreign = login("https://evil.example", "ko", "x").send().await.expect(403);
    assert_eq!(foreign.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(foreign.header("cache-control"), "no-store");
    for text in ["<html lang=\"ko\"", "다른 사이트에서 보낸 요청", foreign.header("x-request-id")]
    {
        assert!(foreign.text.contains(text), "{text} in {}", foreign.text);
    }
    assert!(!foreign.text.contains("<script"), "{}", foreign.text);
    let large = login(ORIGIN, "en", &"x".repeat(20_000)).send().await.expect(413);
    assert!(large.text.contains("The body is larger than"), "{}", large.text);
}

async fn a_script_reads_json(db: TestDb) {
    let app = TestApp::new(db).await;
    let post = app.post("/auth/login").header("origin", "https://evil.example");
    assert_eq!(post.header("accept", "application/json").send().await.problem().1, "cross_origin");
    // An address for scripts answers them alike, also where a person types it.
    let typed = app.get("/v1/me").header("accept", "text/html,*/*").send().await;
    assert_eq!(typed.problem().1, "unauthenticated");
}
