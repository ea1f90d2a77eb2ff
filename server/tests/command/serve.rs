//! `imp-gateway serve` where it cannot.

use services::{Caller, Mode, Registration};

use crate::support::{
    process::Program,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { a_port_that_is_taken_is_named secrets_of_an_unknown_key_are_named }

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
    let key = ed25519_dalek::SigningKey::from_bytes(&app.clock.random());
    let registration = Registration {
        token,
        public_key: key.verifying_key().to_bytes().to_vec(),
        cluster_uid: "test".to_owned(),
        agent_version: "0.0.0".to_owned(),
        protocol_min: 1,
        protocol_max: 1,
        from: std::net::Ipv4Addr::LOCALHOST.into(),
    };
    app.services.agent.register(&system, &registration).await.unwrap();
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
