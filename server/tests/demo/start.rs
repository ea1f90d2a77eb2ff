//! The first run: what it leaves for people and scripts, and that Ctrl-C leaves nothing behind.

use std::path::Path;

use crate::support::{Api, Home};

#[tokio::test]
async fn it_says_what_scripts_and_people_need() {
    let home = Home::new();
    let mut demo = home.start();
    let note = demo.live(&home).await;
    for secret in ["demo.json", "demo-logins.json", "imp-gateway.keys"] {
        assert_eq!(home.mode(secret), 0o600, "{secret}");
    }
    assert_eq!(note.url, format!("http://{}", home.address));
    assert_eq!((note.provider_tenant.as_str(), note.customer_tenant.as_str()), ("acme", "globex"));
    assert!(home.deployed().contains("kind: HTTPRoute"));

    let api = Api::new(&note);
    let publish = api.publish().await;
    assert_eq!((&publish["status"], &publish["serving_revision"]), (&"live".into(), &1.into()));
    let logins: serde_json::Value = serde_json::from_str(&home.text("demo-logins.json")).unwrap();
    let tokens = [&note.operator_token, &note.provider_token, &note.customer_token];
    for (i, token) in tokens.into_iter().enumerate() {
        let text = |field: &str| logins[i][field].as_str().unwrap().to_owned();
        assert_eq!(*token, text("token"));
        assert!(api.me(token).await.to_string().contains(&text("email")));
        assert!(demo.output().contains(&text("email")) && demo.output().contains(&text("password")));
    }
    assert!(
        demo.output().contains(&note.url) && demo.output().contains(note.manifests_dir.to_str().unwrap())
    );
    assert_eq!(api.unused_tokens().await, 0);
    demo.interrupt().await;
}

#[tokio::test]
async fn ctrl_c_leaves_no_process_behind() {
    let home = Home::new();
    let mut demo = home.start();
    demo.live(&home).await;
    let (server, agents) = (demo.id(), home.agents());
    assert_eq!(agents.len(), 1);
    demo.interrupt().await;
    for process in agents.into_iter().chain([server]) {
        assert!(!Path::new(&format!("/proc/{process}")).exists(), "process {process} is still there");
    }
}
