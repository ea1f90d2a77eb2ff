//! The directory as people find it: drift, conflicts and folders that cannot be written.

use std::fs;

use proto::v1::Phase;

use crate::support::{Home, Hub, content, contents, until, world::DEPLOY};

/// Something that somebody does to the files.
type Change = fn(&Home);

#[tokio::test]
async fn drift_is_put_right_and_reported() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(contents(3, "x")));
    hub.result("pub_a", 1, Phase::Applied).await;
    let files = home.files();
    let changes: [(&str, Change); 2] = [
        ("01-configmap-o0.yaml", |home| {
            fs::write(home.manifest("deploy/pub_a/01-configmap-o0.yaml"), "hm").unwrap()
        }),
        ("02-configmap-o1.yaml", |home| {
            fs::remove_file(home.manifest("deploy/pub_a/02-configmap-o1.yaml")).unwrap()
        }),
    ];
    for (name, change) in changes {
        change(&home);
        agent.handle.reconcile();
        let says = format!("put right: deploy/pub_a/{name} changed or removed");
        hub.wait(&says, |world| world.results().find(|result| result.message == says).map(|_| ())).await;
        assert_eq!(home.files(), files);
    }
    assert!(hub.world().results().all(|result| result.phase() == Phase::Applied));
    agent.stop().await;
}

#[tokio::test]
async fn a_foreign_file_fails_its_item_only_and_is_never_touched() {
    let (hub, home) = (Hub::start().await, Home::new());
    let theirs = home.manifest("deploy/pub_a/01-configmap-a.yaml");
    fs::create_dir_all(theirs.parent().unwrap()).unwrap();
    fs::write(&theirs, "theirs: true").unwrap();
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(content("ours")));
    let failed = hub.result("pub_a", 1, Phase::Failed).await;
    assert!(
        failed.message.starts_with("OwnershipConflict: deploy/pub_a/01-configmap-a.yaml"),
        "{}",
        failed.message
    );
    assert_eq!((failed.resources.len(), failed.resources[0].phase()), (1, Phase::Failed));
    hub.deploy(DEPLOY, "pub_b", 2, Some(content("ours")));
    hub.result("pub_b", 2, Phase::Applied).await;
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "theirs: true");
    // Moved away: applied without another command.
    fs::rename(&theirs, home.manifest("deploy/pub_a/theirs.yaml")).unwrap();
    hub.result("pub_a", 1, Phase::Applied).await;
    hub.deploy(DEPLOY, "pub_a", 3, None);
    hub.result("pub_a", 3, Phase::Removed).await;
    assert_eq!(home.names(), ["deploy/pub_a/theirs.yaml", "deploy/pub_b/01-configmap-a.yaml"]);
    agent.stop().await;
}

#[tokio::test]
async fn an_unusable_directory_is_reported_with_its_reason_and_recovers_by_itself() {
    let (hub, home) = (Hub::start().await, Home::new());
    fs::write(&home.manifests, "a file where the directory should be").unwrap();
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(content("one")));
    let failed = hub.result("pub_a", 1, Phase::Failed).await;
    assert!(failed.message.contains("manifests") && !failed.terminal, "{failed:?}");
    fs::remove_file(&home.manifests).unwrap();
    hub.result("pub_a", 1, Phase::Applied).await;
    // The same failure was said once, however often it was tried.
    assert_eq!(hub.world().results().filter(|result| result.phase() == Phase::Failed).count(), 1);

    // And when it breaks later: a drift that cannot be put right, then can.
    fs::remove_dir_all(&home.manifests).unwrap();
    fs::write(&home.manifests, "again").unwrap();
    agent.handle.reconcile();
    hub.wait("another failure", |world| {
        (world.results().filter(|result| result.phase() == Phase::Failed).count() == 2).then_some(())
    })
    .await;
    fs::remove_file(&home.manifests).unwrap();
    hub.wait("applied again", |world| {
        (world.results().filter(|result| result.phase() == Phase::Applied).count() == 2).then_some(())
    })
    .await;
    assert_eq!(home.names(), ["deploy/pub_a/01-configmap-a.yaml"]);
    agent.stop().await;
}

#[tokio::test]
async fn a_state_folder_that_cannot_be_written_is_reported_and_recovers() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    // A folder where the file of this content should be: not even root writes over it.
    let bytes = content("one");
    let blocked = home.state.join("specs").join(crate::support::world::hash(&bytes));
    fs::create_dir(&blocked).unwrap();
    hub.deploy(DEPLOY, "pub_a", 1, Some(bytes));
    let failed = hub.result("pub_a", 1, Phase::Failed).await;
    assert!(failed.message.contains("state folder"), "{}", failed.message);
    assert!(home.names().is_empty(), "nothing is applied that is not on record");
    fs::remove_dir(&blocked).unwrap();
    hub.result("pub_a", 1, Phase::Applied).await;
    until("written", || (home.names().len() == 1).then_some(())).await;
    agent.stop().await;
}
