//! What every answer says about itself.

use crate::support::{
    browser::ORIGIN,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! {
    security_headers
    request_ids
    other_sites_are_refused
    https
    files_named_by_content_are_kept
    other_files_are_asked_for_again
}

async fn security_headers(db: TestDb) {
    let app = TestApp::new(db).await;
    for path in ["/login", "/docs/", "/v1/me", "/nothing", "/healthz"] {
        let answer = app.get(path).header("accept", "text/html").send().await;
        let policy = answer.header("content-security-policy").to_owned();
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        // Inline scripts carry the nonce of this very answer.
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        for tag in answer.text.split("<script").skip(1) {
            let tag = tag.split('>').next().unwrap();
            assert!(tag.contains(nonce) || tag.contains("src="), "{path}: <script{tag}>");
        }
        assert!(!answer.text.contains(" style=\""), "{path} has an inline style");
    }
    assert_ne!(
        app.get("/login").send().await.header("content-security-policy"),
        app.get("/login").send().await.header("content-security-policy")
    );
    assert_eq!(app.get("/login").send().await.header("cache-control"), "no-store");
}

async fn request_ids(db: TestDb) {
    let app = TestApp::new(db).await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traced = app.get("/version").header("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01"));
    assert_eq!(traced.send().await.header("x-request-id"), trace);
    let own = app.get("/version").send().await;
    assert_eq!(own.header("x-request-id").len(), 32);
    let page = app.get("/nothing").header("accept", "text/html").send().await;
    assert_eq!(page.status, 404);
    assert!(!page.header("x-request-id").is_empty());
}

async fn other_sites_are_refused(db: TestDb) {
    let app = TestApp::new(db).await;
    let login = || app.post("/auth/login").form(&[("email", "ada@example.com"), ("password", "x")]);
    assert_eq!(login().header("origin", "https://evil.example").send().await.problem().1, "cross_origin");
    assert_eq!(login().header("origin", "null").send().await.problem().0, 403);
    let sneaky = login().header("sec-fetch-site", "same-site").header("origin", ORIGIN).send().await;
    assert_eq!(sneaky.problem().0, 403);
    assert_eq!(login().header("sec-fetch-site", "same-origin").send().await.status, 303);
    // A server function called by another site's script is refused as well.
    let fetch = app.post("/fn/preferences/set").header("origin", "https://evil.example");
    assert_eq!(fetch.form(&[("theme", "dark")]).send().await.problem().0, 403);
}

async fn https(db: TestDb) {
    let app = TestApp::with(db, &[("IMP_PUBLIC_URL", "https://gateway.example.com")]).await;
    let login = app.post("/auth/login").header("origin", "https://gateway.example.com");
    let login = login.form(&[("email", "ada@example.com"), ("password", "x")]).send().await;
    let cookie = login.header("set-cookie");
    assert!(cookie.starts_with("__Host-imp=") && cookie.contains("Secure"), "{cookie}");
    assert!(login.header("strict-transport-security").starts_with("max-age="));
}

/// How long a browser may keep a file of the browser part.
async fn kept(db: TestDb, is_hashed: bool) -> String {
    let site = tempfile::tempdir().unwrap();
    std::fs::create_dir(site.path().join("pkg")).unwrap();
    std::fs::write(site.path().join("pkg/a.css"), "").unwrap();
    if is_hashed {
        std::fs::write(site.path().join("hash.txt"), "").unwrap();
    }
    let app = TestApp::with(db, &[("IMP_SITE_ROOT", site.path().to_str().unwrap())]).await;
    app.get("/pkg/a.css").send().await.expect(200).header("cache-control").to_owned()
}

async fn files_named_by_content_are_kept(db: TestDb) {
    assert_eq!(kept(db, true).await, "public, max-age=31536000, immutable");
}

async fn other_files_are_asked_for_again(db: TestDb) {
    assert_eq!(kept(db, false).await, "no-cache");
}
