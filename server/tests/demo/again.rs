//! The next run on the same folder, after everything that may have happened to it.

use std::{
    fs,
    process::{Command, Stdio},
};

use crate::support::{Api, Home};

#[tokio::test]
async fn after_a_clean_stop_it_continues_with_the_same_data() {
    let home = Home::new();
    let mut demo = home.start();
    let note = demo.live(&home).await;
    let (agents, logins) = (Api::new(&note).agents().await, home.text("demo-logins.json"));
    demo.interrupt().await;

    let mut demo = home.start();
    assert_eq!(demo.live(&home).await, note);
    assert_eq!(home.text("demo-logins.json"), logins);
    let api = Api::new(&note);
    assert_eq!((api.agents().await, api.unused_tokens().await), (agents, 0));
    assert_eq!(api.publish().await["current_revision"], 1, "nothing has changed, so nothing is published");
    demo.interrupt().await;
}

#[tokio::test]
async fn at_another_address_what_is_published_follows() {
    let mut home = Home::new();
    let port = |home: &Home| format!("port: {}", home.address.rsplit(':').next().unwrap());
    let mut demo = home.start();
    let note = demo.live(&home).await;
    let old = port(&home);
    assert!(home.deployed().contains(&old), "{}", home.deployed());
    demo.interrupt().await;

    home.move_away();
    let mut demo = home.start();
    let moved = demo.live(&home).await;
    assert_eq!((moved.publish_id, moved.cluster_id), (note.publish_id, note.cluster_id));
    assert_eq!(moved.url, format!("http://{}", home.address));
    let deployed = home.deployed();
    assert!(deployed.contains(&port(&home)) && !deployed.contains(&old), "{deployed}");
    demo.interrupt().await;
}

#[tokio::test]
async fn a_revoked_agent_is_replaced() {
    let home = Home::new();
    let mut demo = home.start();
    let note = demo.live(&home).await;
    let api = Api::new(&note);
    let before = api.agents().await;
    api.revoke(&before[0]).await;
    demo.interrupt().await;

    let mut demo = home.start();
    assert_eq!(demo.live(&home).await.publish_id, note.publish_id);
    let agents = api.agents().await;
    assert!(agents.len() == 1 && agents != before, "{agents:?}");
    assert_eq!(api.unused_tokens().await, 0);
    demo.interrupt().await;
}

#[tokio::test]
async fn with_its_database_gone_it_begins_anew() {
    let home = Home::new();
    let mut demo = home.start();
    let note = demo.live(&home).await;
    demo.interrupt().await;
    for file in fs::read_dir(home.data("")).unwrap().map(|file| file.unwrap().path()) {
        if file.file_name().unwrap().to_str().unwrap().starts_with("imp-gateway.db") {
            fs::remove_file(file).unwrap();
        }
    }

    let mut demo = home.start();
    let anew = demo.live(&home).await;
    assert_ne!(anew.cluster_id, note.cluster_id);
    assert_eq!(Api::new(&anew).agents().await.len(), 1);
    demo.interrupt().await;
}

/// As an older build, or a first start that was killed while it made the schema, leaves it.
#[tokio::test]
async fn a_database_that_is_behind_is_brought_up() {
    let home = Home::new();
    let mut demo = home.start();
    let note = demo.live(&home).await;
    demo.interrupt().await;
    let mut migrate = Command::new(env!("CARGO_BIN_EXE_imp-gateway"));
    migrate.args(["migrate", "down"]).env_clear().env("IMP_DATA_DIR", home.data(""));
    assert!(migrate.stdout(Stdio::null()).status().unwrap().success());

    let mut demo = home.start();
    assert_eq!(demo.live(&home).await, note);
    demo.interrupt().await;
}

#[tokio::test]
async fn a_failed_publish_is_mended() {
    let home = Home::new();
    // Not a folder, so that routes cannot be written.
    fs::create_dir_all(home.data("manifests")).unwrap();
    fs::write(home.data("manifests/deploy"), "").unwrap();
    let said = home.start().refusal().await;
    assert!(said.starts_with("imp-gateway: the agent could not apply the publish: "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");

    fs::remove_file(home.data("manifests/deploy")).unwrap();
    let mut demo = home.start();
    let note = demo.live(&home).await;
    assert_eq!(Api::new(&note).publish().await["status"], "live");
    demo.interrupt().await;
}
