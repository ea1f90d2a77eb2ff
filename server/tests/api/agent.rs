//! How an agent gets its identity without gRPC.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{cluster::ClusterSpec, registration_token::RegistrationTokenSpec};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use services::{Caller, Mode, REFRESH_CONTEXT};

use crate::support::{
    builders,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { from_a_registration_token_to_one_access_token_after_the_other refusals_have_an_end }

/// A registration token's secret.
async fn invitation(app: &TestApp) -> String {
    let spec: ClusterSpec = serde_json::from_value(builders::cluster("eu")).unwrap();
    let system = Caller::system("test");
    let cluster = app.services.cluster.create(&system, spec, Mode::Commit).await.unwrap();
    let spec = RegistrationTokenSpec { agent_name: "main".to_owned(), lifetime_minutes: None };
    let made = app.services.registration_token.create(&system, cluster.id, spec, Mode::Commit).await.unwrap();
    made.secret.unwrap()
}

fn registration(token: &str, key: &SigningKey) -> Value {
    json!({
        "token": token,
        "public_key": STANDARD.encode(key.verifying_key().to_bytes()),
        "cluster_uid": "test",
        "agent_version": "0.0.0",
        "protocol_min": 1,
        "protocol_max": 1,
    })
}

async fn from_a_registration_token_to_one_access_token_after_the_other(db: TestDb) {
    let app = TestApp::new(db).await;
    let (token, key) = (invitation(&app).await, SigningKey::from_bytes(&app.clock.random()));
    let register = || app.post("/v1/agent/register").json(&registration(&token, &key));
    let registered = register().send().await.expect(200);
    assert_eq!(registered.header("cache-control"), "no-store");
    let registered = registered.json();
    assert_eq!(registered["access_token"]["expires_in"], 600);
    let again = register().send().await.expect(200).json();
    assert_eq!(again["agent_id"], registered["agent_id"], "the answer may have been lost");

    let id = registered["agent_id"].as_str().unwrap();
    let challenge = app.post("/v1/agent/challenge").json(&json!({ "agent_id": id }));
    let challenge = challenge.send().await.expect(200).json();
    let nonce = challenge["nonce"].as_str().unwrap();
    let signed = key.sign(&[REFRESH_CONTEXT, &STANDARD.decode(nonce).unwrap()].concat());
    let signature = STANDARD.encode(signed.to_bytes());
    let request = json!({ "agent_id": id, "nonce": nonce, "signature": signature });
    let renewed = app.post("/v1/agent/token").json(&request).send().await.expect(200);
    assert_eq!(renewed.header("cache-control"), "no-store");
    let renewed = renewed.json();
    let jwt = renewed["jwt"].as_str().unwrap();
    let caller = app.services.agent_token.authenticate(jwt, "test").await.unwrap();
    assert_eq!(caller.agent().unwrap().0.to_string(), id);
    assert_eq!(caller.agent().unwrap().1.to_string(), registered["cluster_id"].as_str().unwrap());

    let thief = SigningKey::from_bytes(&app.clock.random());
    let stolen = app.post("/v1/agent/register").json(&registration(&token, &thief)).send().await;
    assert_eq!((stolen.problem().0, stolen.problem().1.as_str()), (409, "token_used"));
    assert!(!stolen.text.contains(&token));
}

async fn refusals_have_an_end(db: TestDb) {
    let app = TestApp::new(db).await;
    let key = SigningKey::from_bytes(&app.clock.random());
    let mut found = Vec::new();
    for _ in 0..6 {
        let refused = app.post("/v1/agent/register").json(&registration("imp_reg_no", &key)).send().await;
        found.push(refused.problem().0);
    }
    assert_eq!(found, [401, 401, 401, 401, 401, 429]);
}
