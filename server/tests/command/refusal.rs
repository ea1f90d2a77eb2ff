//! A registration that is refused: audited, logged, and its token in neither.

use domain::page::PageRequest;
use serde_json::json;
use services::{AuditEventFilter, Caller};

use crate::support::{
    process::Program,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { a_refused_registration_tells_no_secret }

async fn a_refused_registration_tells_no_secret(db: TestDb) {
    let program = Program::on(&db.url);
    let app = TestApp::new(db).await;
    let serving = program.serve().await;
    let token = format!("imp_reg_{}", "0123456789abcdef".repeat(4));
    // The public key of RFC 8032's first test.
    let public_key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let body = json!({
        "token": token, "public_key": public_key, "cluster_uid": "test", "agent_version": "0.0.0",
        "protocol_min": 1, "protocol_max": 1,
    });
    let answer = reqwest::Client::new()
        .post(serving.url("/v1/agent/register"))
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
    assert_eq!(status, 401, "{text}");
    assert!(text.contains("token_unknown") && !text.contains(&token), "{text}");

    let events = &app.services.audit_event;
    let all = events
        .list(&Caller::system("test"), &AuditEventFilter::default(), &PageRequest::default())
        .await
        .unwrap()
        .items;
    let told = serde_json::to_string(&all).unwrap();
    assert_eq!((all.len(), all[0].action.as_str()), (1, "register"), "{told}");
    assert!(told.contains("token_unknown") && told.contains("imp_reg_012345"), "{told}");
    let log = serving.log();
    assert!(log.contains("registration refused") && log.contains("imp_reg_012345"), "{log}");
    for (what, text) in [("log", &log), ("audit log", &told)] {
        assert!(!text.contains(&token[..token.len() - 8]), "the token is in the {what}: {text}");
    }
}
