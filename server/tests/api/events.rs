//! Streams say where something changed, to those who may know, as long as they may.

use axum::body::{Body, BodyDataStream};
use domain::role::Role;
use futures::StreamExt as _;
use services::Topic;

use crate::support::{
    browser::{Browser, ORIGIN},
    offer::Offer,
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! {
    a_tab_hears_of_its_own_tenant
    strangers_hear_nothing
    a_stream_ends_with_the_server
    a_script_watches_a_publish_as_long_as_it_may
}

/// The next event's data; `None` when the stream has ended.
async fn next(stream: &mut BodyDataStream) -> Option<String> {
    loop {
        let chunk = tokio::time::timeout(std::time::Duration::from_secs(20), stream.next()).await;
        let bytes = chunk.expect("an event within 20 seconds")?.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data: ")) {
            return Some(data.to_owned());
        }
    }
}

async fn a_tab_hears_of_its_own_tenant(db: TestDb) {
    let app = TestApp::new(db).await;
    let (acme, globex) = (app.tenant("acme").await, app.tenant("globex").await);
    app.member(&acme, "ada@example.com", Role::Viewer).await;
    let browser = Browser::signed_in(&app, "ada@example.com", PASSWORD).await;
    let answer = browser.with_cookies(app.get("/events/provider/acme")).open().await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut stream = Body::into_data_stream(answer.into_body());
    assert_eq!(next(&mut stream).await.unwrap(), r#"{"topic":"all"}"#);

    let bus = &app.services.ctx.bus;
    let id: domain::id::ProductPublishId = app.clock.id();
    bus.publish(Topic::Publish(globex.id, id));
    bus.publish(Topic::Publish(acme.id, id));
    assert_eq!(next(&mut stream).await.unwrap(), format!(r#"{{"topic":"publish","id":"{id}"}}"#));
    bus.publish(Topic::Fleet);
    assert_eq!(next(&mut stream).await.unwrap(), r#"{"topic":"fleet"}"#);
}

async fn strangers_hear_nothing(db: TestDb) {
    let app = TestApp::new(db).await;
    let (acme, _) = (app.tenant("acme").await, app.tenant("globex").await);
    app.member(&acme, "ada@example.com", Role::Owner).await;
    let browser = Browser::signed_in(&app, "ada@example.com", PASSWORD).await;
    assert_eq!(browser.get("/events/provider/globex").await.problem().0, 404);
    assert_eq!(browser.get("/events/operator").await.problem().0, 403);
    assert_eq!(app.get("/events/operator").send().await.problem().0, 401);
    assert_eq!(app.get("/events/provider/acme").send().await.problem().0, 404);
}

async fn a_stream_ends_with_the_server(db: TestDb) {
    let app = TestApp::new(db).await;
    let acme = app.tenant("acme").await;
    app.member(&acme, "ada@example.com", Role::Owner).await;
    let browser = Browser::signed_in(&app, "ada@example.com", PASSWORD).await;
    let open = async || {
        let answer = browser.with_cookies(app.get("/events/provider/acme")).open().await;
        let mut stream = Body::into_data_stream(answer.into_body());
        next(&mut stream).await.unwrap();
        stream
    };
    // Signing out ends it at the next look, which is sooner than the test's patience.
    let mut stream = open().await;
    let out = browser.with_cookies(app.post("/auth/logout")).header("origin", ORIGIN);
    assert_eq!(out.send().await.status, 303);
    assert_eq!(next(&mut stream).await, None);

    let again = Browser::signed_in(&app, "ada@example.com", PASSWORD).await;
    let answer = again.with_cookies(app.get("/events/provider/acme")).open().await;
    let mut stream = Body::into_data_stream(answer.into_body());
    next(&mut stream).await.unwrap();
    app.shutdown.cancel();
    assert_eq!(next(&mut stream).await, None);
}

async fn a_script_watches_a_publish_as_long_as_it_may(db: TestDb) {
    let app = TestApp::new(db).await;
    let offer = Offer::new(&app, "acme").await;
    let other = app.editor(&app.tenant("globex").await).await;
    let path = format!("{}/events", offer.publish);
    assert_eq!(app.get(&path).token(&other).tenant("globex").send().await.problem().0, 404);

    let answer = app.get(&path).token(&offer.token).tenant("acme").open().await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"text/event-stream".parse().unwrap())
    );
    let mut stream = Body::into_data_stream(answer.into_body());
    let status = async |stream: &mut BodyDataStream| {
        let event: serde_json::Value = serde_json::from_str(&next(stream).await.unwrap()).unwrap();
        event["publish"]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(&mut stream).await, "draft");
    let send = app.post(&format!("{}/publish", offer.publish)).token(&offer.token).tenant("acme").version(1);
    send.json(&serde_json::json!({})).send().await.expect(200);
    assert_eq!(status(&mut stream).await, "publishing");
    // What does not change the answer is not told: the next event is the next status.
    app.services.ctx.bus.publish(Topic::Fleet);
    let gone = app.post(&format!("{}/withdraw", offer.publish)).token(&offer.token).tenant("acme").version(2);
    gone.send().await.expect(200);
    assert_eq!(status(&mut stream).await, "withdrawing");

    // Its token is taken away: the stream ends at the next look, which is sooner than the test's patience.
    let owner = Browser::signed_in(&app, "editor@acme.example.com", PASSWORD).await;
    let tokens = owner.get("/v1/me/access-tokens").await.json();
    let id = tokens["items"][0]["id"].as_str().unwrap().to_owned();
    let revoke =
        owner.with_cookies(app.delete(&format!("/v1/me/access-tokens/{id}"))).header("origin", ORIGIN);
    revoke.send().await.expect(204);
    assert_eq!(next(&mut stream).await, None);
}
