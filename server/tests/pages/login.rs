//! Signing in and out, and what sessions withstand.

use chrono::TimeDelta;
use domain::role::PlatformRole;

use crate::support::{
    browser::Browser,
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! {
    in_and_out a_session_is_begun_anew_at_login sessions_end_by_our_clock guessing_is_slowed_down
    next_stays_on_this_site
}

const ADA: &str = "ada@example.com";

async fn me(app: &TestApp, browser: &Browser<'_>) -> u16 {
    browser.with_cookies(app.get("/v1/me")).send().await.status.as_u16()
}

async fn in_and_out(db: TestDb) {
    let app = TestApp::new(db).await;
    app.user(ADA, PlatformRole::Admin).await;
    let browser = Browser::new(&app);
    let refused = browser.post("/auth/login", &[("email", ADA), ("password", "wrong horse battery")]).await;
    assert_eq!((refused.status.as_u16(), refused.location()), (303, "/login"));

    let fields = [("email", " Ada@Example.com "), ("password", PASSWORD), ("next", "/account")];
    let signed = browser.post("/auth/login", &fields).await;
    assert_eq!((signed.status.as_u16(), signed.location()), (303, "/account"));
    let cookie = signed.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_eq!(me(&app, &browser).await, 200);
    let stolen = browser.session().unwrap();
    assert_eq!(browser.post("/auth/logout", &[]).await.location(), "/login");
    assert_eq!(me(&app, &browser).await, 401);
    let thief = Browser::new(&app);
    thief.set_session(&stolen);
    assert_eq!(me(&app, &thief).await, 401);
}

async fn a_session_is_begun_anew_at_login(db: TestDb) {
    let app = TestApp::new(db).await;
    app.user(ADA, PlatformRole::None).await;
    // An attacker begins a session and makes the victim's browser use it.
    let attacker = Browser::new(&app);
    attacker.post("/auth/login", &[("email", "x@example.com"), ("password", "nothing")]).await;
    let planted = attacker.session().unwrap();
    let victim = Browser::new(&app);
    victim.set_session(&planted);
    victim.post("/auth/login", &[("email", ADA), ("password", PASSWORD)]).await;
    assert_ne!(victim.session().unwrap(), planted);
    assert_eq!((me(&app, &victim).await, me(&app, &attacker).await), (200, 401));
    // Nor does an id that nobody gave out become a session.
    let other = Browser::new(&app);
    other.set_session("AAAAAAAAAAAAAAAAAAAAAA");
    other.post("/auth/login", &[("email", ADA), ("password", PASSWORD)]).await;
    assert_ne!(other.session().unwrap(), "AAAAAAAAAAAAAAAAAAAAAA");
}

async fn sessions_end_by_our_clock(db: TestDb) {
    let app = TestApp::with(db, &[("IMP_SESSION_IDLE_MINUTES", "60"), ("IMP_SESSION_HOURS", "3")]).await;
    app.user(ADA, PlatformRole::None).await;
    let browser = Browser::signed_in(&app, ADA, PASSWORD).await;
    // Use keeps it, up to its end.
    for _ in 0..3 {
        app.clock.advance(TimeDelta::minutes(50));
        assert_eq!(me(&app, &browser).await, 200);
    }
    app.clock.advance(TimeDelta::minutes(31));
    assert_eq!(me(&app, &browser).await, 401);
    let idle = Browser::signed_in(&app, ADA, PASSWORD).await;
    app.clock.advance(TimeDelta::minutes(61));
    assert_eq!(me(&app, &idle).await, 401);
}

async fn guessing_is_slowed_down(db: TestDb) {
    // Behind a trusted proxy, so that the test decides who is where.
    let app = TestApp::with(db, &[("IMP_TRUSTED_PROXIES", "0.0.0.0")]).await;
    app.user(ADA, PlatformRole::None).await;
    let browser = Browser::new(&app);
    let attempt = async |password: &str, from: &str| {
        let call = app.post("/auth/login").header("origin", crate::support::browser::ORIGIN);
        let call = call.header("x-forwarded-for", from).form(&[("email", ADA), ("password", password)]);
        browser.send(call).await.location().to_owned()
    };
    for _ in 0..5 {
        assert_eq!(attempt("wrong horse battery", "192.0.2.1").await, "/login");
    }
    // Even the right password waits.
    assert_eq!(attempt(PASSWORD, "192.0.2.1").await, "/login");
    // The owner elsewhere is not locked out.
    assert_eq!(attempt(PASSWORD, "198.51.100.7").await, "/");
    app.clock.advance(TimeDelta::seconds(16));
    assert_eq!(attempt(PASSWORD, "192.0.2.1").await, "/");
}

async fn next_stays_on_this_site(db: TestDb) {
    let app = TestApp::new(db).await;
    app.user(ADA, PlatformRole::None).await;
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let fields = [("email", ADA), ("password", PASSWORD), ("next", next)];
        assert_eq!(Browser::new(&app).post("/auth/login", &fields).await.location(), "/", "{next}");
    }
}
