//! `imp-gateway serve` where it cannot.

use services::{Caller, Mode};

use crate::support::{
    process::Program,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! {
    a_port_that_is_taken_is_named
    secrets_of_an_unknown_key_are_named
    a_request_is_found_in_the_log_by_its_id
    open_streams_do_not_keep_it_from_stopping
}

async fn a_port_that_is_taken_is_named(db: TestDb) {
    let program = Program::on(&db.url);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = program.run_at(&["serve"], &address).await;
    let line = refused.refusal();
    assert!(line.starts_with("IMP_ADDR: ") && line.contains(&address), "{line}");
}

async fn secrets_of_an_unknown_key_are_named(db: TestDb) {
    let program = Program::on(&db.url);
    let app = TestApp::new(db).await;
    let system = Caller::system("test");
    let cluster = serde_json::from_value(crate::support::builders::cluster("eu")).unwrap();
    let cluster = app.services.cluster.create(&system, cluster, Mode::Commit).await.unwrap();
    let spec = serde_json::from_value(serde_json::json!({ "agent_name": "main" })).unwrap();
    let tokens = &app.services.registration_token;
    let token = tokens.create(&system, cluster.id, spec, Mode::Commit).await.unwrap().secret.unwrap();
    app.register_agent(&token).await;
    let kid = app.services.ctx.keys.kids().next().unwrap().to_owned();
    let refused = program.run(&["serve"]).await;
    let line = refused.refusal();
    assert!(line.starts_with("IMP_KEYS: ") && line.contains(&kid), "{line}");
}

/// The second server, and whoever would change the schema under the first one.
#[tokio::test]
async fn an_sqlite_database_is_one_servers() {
    let db = TestDb::sqlite().await;
    let program = Program::on(&db.url);
    let serving = program.serve().await;
    for arguments in [&["serve"][..], &["migrate", "up"], &["migrate", "down"]] {
        let refused = program.run(arguments).await;
        let line = refused.refusal();
        assert!(line.contains("another imp-gateway uses"), "{arguments:?}: {line}");
    }
    assert!(program.run(&["migrate", "status"]).await.lines().len() > 8);
    drop(serving);
}

async fn a_request_is_found_in_the_log_by_its_id(db: TestDb) {
    let program = Program::on(&db.url);
    let serving = program.serve_with(&[("IMP_LOG_FORMAT", "json")]).await;
    let answer = reqwest::get(serving.url("/v1/me")).await.unwrap();
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let problem: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(problem["request_id"], id.as_str());
    let log = serving.log();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let own: Vec<_> = lines.iter().filter(|line| line["span"]["request_id"] == id.as_str()).collect();
    let answered = own.iter().find(|line| line["message"] == "answered").unwrap_or_else(|| panic!("{log}"));
    assert_eq!((&answered["status"], &answered["span"]["path"]), (&401.into(), &"/v1/me".into()));
}

async fn open_streams_do_not_keep_it_from_stopping(db: TestDb) {
    let program = Program::on(&db.url);
    let app = TestApp::new(db).await;
    let acme = app.tenant("acme").await;
    let token = app.editor(&acme).await;
    let mut serving = program.serve().await;
    let open = reqwest::Client::new().get(serving.url("/events/provider/acme")).bearer_auth(token);
    let mut stream = open.send().await.unwrap();
    assert_eq!(stream.status(), 200);
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"event: ") || first.starts_with(b"data: "), "{first:?}");
    assert!(serving.stop().await.success());
    let log = serving.log();
    assert!(log.contains("stopped") && !log.contains("cut the connections"), "{log}");
}
