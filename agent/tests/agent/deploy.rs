//! From a command to files and a result: duplicates, disorder, lies, and failures that pass.

use proto::v1::{ItemKind, Phase};
use tonic::Status;

use crate::support::{Home, Hub, Seen, Tamper, content, contents, object, until, world, world::DEPLOY};

#[tokio::test]
async fn a_command_is_acknowledged_applied_and_answered() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    // Larger than one chunk.
    let bytes = contents(50, "x");
    let command = hub.deploy(DEPLOY, "pub_a", 1, Some(bytes.clone()));
    let result = hub.answer(&command).await;
    assert_eq!((result.phase(), result.generation, result.hub_epoch), (Phase::Applied, 1, 1));
    assert_eq!((result.hash, result.message.as_str(), result.terminal), (world::hash(&bytes), "", false));
    assert_eq!(result.resources.len(), 50);
    assert_eq!(home.names().len(), 50);
    let world = hub.world();
    let order: Vec<_> = world
        .seen
        .iter()
        .filter_map(|seen| match seen {
            Seen::Ack(ack) if ack.command == command => Some("ack"),
            Seen::Result(result) if result.command == command => Some("result"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["ack", "result"]);
    drop(world);
    agent.stop().await;
}

#[tokio::test]
async fn the_same_command_again_is_answered_again_and_changes_nothing() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    let written =
        std::fs::metadata(home.manifest("deploy/pub_a/01-configmap-a.yaml")).unwrap().modified().unwrap();
    for _ in 0..3 {
        let command = hub.world().command(DEPLOY, "pub_a", 1);
        assert_eq!(hub.answer(&command).await.phase(), Phase::Applied);
    }
    let now =
        std::fs::metadata(home.manifest("deploy/pub_a/01-configmap-a.yaml")).unwrap().modified().unwrap();
    assert_eq!(now, written);
    agent.stop().await;
}

/// What it holds stays, and the turn is found also when nobody tells of it.
#[tokio::test]
async fn an_item_waits_for_its_turn() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    let before = home.files();
    hub.world().refuse_fetch = Some(Status::aborted("what it needs comes first"));
    let command = hub.deploy(DEPLOY, "pub_a", 2, Some(content("two")));
    let is_fetch = |seen: &Seen| matches!(seen, Seen::Fetched(_));
    let fetched = hub.world().count(is_fetch);
    hub.seen_more(fetched + 3, is_fetch).await;
    assert_eq!(home.files(), before);
    assert_eq!(hub.world().results().count(), 1, "waiting is no news");
    hub.world().refuse_fetch = None;
    let applied = hub.answer(&command).await;
    assert_eq!((applied.phase(), applied.generation), (Phase::Applied, 2));
    agent.stop().await;
}

#[tokio::test]
async fn late_and_disordered_commands_end_with_the_newest() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.wish(DEPLOY, "pub_a", 5, Some(content("five")));
    for generation in [3, 5, 1, 4, 2] {
        hub.world().command(DEPLOY, "pub_a", generation);
    }
    hub.result("pub_a", 5, Phase::Applied).await;
    // A server that offers an older wish, as one restored from a backup does, changes nothing.
    let command = hub.deploy(DEPLOY, "pub_a", 2, Some(content("two")));
    let answer = hub.answer(&command).await;
    assert_eq!((answer.generation, answer.phase()), (5, Phase::Applied), "the truth is told");
    let command = hub.deploy(DEPLOY, "pub_a", 4, None);
    assert_eq!(hub.answer(&command).await.generation, 5);
    assert!(home.files()[0].1.contains("five"));
    assert!(hub.world().results().all(|result| result.generation == 5));
    agent.stop().await;
}

#[tokio::test]
async fn a_generation_with_other_content_is_a_hard_error() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    for other in [Some(content("two")), None] {
        let command = hub.deploy(DEPLOY, "pub_a", 1, other);
        let answer = hub.answer(&command).await;
        assert!(answer.terminal && answer.phase() == Phase::Failed, "{answer:?}");
        assert!(answer.message.contains("other content"), "{}", answer.message);
    }
    assert!(home.files()[0].1.contains("one"));
    agent.stop().await;
}

#[tokio::test]
async fn content_that_cannot_be_believed_is_refused_until_it_is_right() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    let lies = [
        (Tamper::Truncated, "bytes came"),
        (Tamper::TooLong, "more than the announced"),
        (Tamper::OtherBytes, "announced hash"),
        (Tamper::OtherItem, "another item"),
        (Tamper::NoHeader, "does not begin with a header"),
    ];
    for (generation, (tamper, says)) in (1..).zip(lies) {
        let before = home.files();
        hub.world().tamper = Some(tamper);
        hub.deploy(DEPLOY, "pub_a", generation, Some(contents(3, &format!("{generation}"))));
        hub.wait(says, |world| {
            world.results().find(|r| r.phase() == Phase::Failed && r.message.contains(says)).map(|_| ())
        })
        .await;
        assert_eq!(home.files(), before);
        // Nobody has to tell the agent again.
        hub.world().tamper = None;
        hub.result("pub_a", generation, Phase::Applied).await;
    }
    agent.stop().await;
}

#[tokio::test]
async fn content_that_cannot_be_applied_fails_for_good_and_alone() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    let mut unlabelled = object("ConfigMap", "a", "x");
    unlabelled["metadata"]["labels"] = serde_json::json!({});
    let bad = [b"not json".to_vec(), serde_json::to_vec(&[unlabelled]).unwrap()];
    for (generation, bytes) in (1..).zip(bad) {
        let command = hub.deploy(DEPLOY, "pub_bad", generation, Some(bytes));
        let answer = hub.answer(&command).await;
        assert!(answer.terminal && answer.phase() == Phase::Failed, "{answer:?}");
    }
    hub.deploy(DEPLOY, "pub_good", 3, Some(content("good")));
    hub.result("pub_good", 3, Phase::Applied).await;
    hub.deploy(DEPLOY, "pub_bad", 4, Some(content("mended")));
    hub.result("pub_bad", 4, Phase::Applied).await;
    agent.stop().await;
}

#[tokio::test]
async fn items_that_arrive_together_are_applied_in_order_and_removed_in_reverse() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    let kinds = [ItemKind::Deploy, ItemKind::Access, ItemKind::Gateway, ItemKind::Tenant];
    for (generation, kind) in (1..).zip(kinds) {
        hub.wish(kind, "x", generation, Some(content("one")));
    }
    // Told in one breath, so that they are looked at together.
    let mut world = hub.world();
    for kind in kinds {
        world.command(kind, "x", 1);
    }
    drop(world);
    hub.wait("all are applied", |world| (world.results().count() == 4).then_some(())).await;
    assert_eq!(home.names().len(), 4);
    for (generation, kind) in (5..).zip(kinds) {
        hub.wish(kind, "x", generation, None);
    }
    let mut world = hub.world();
    for kind in kinds {
        world.command(kind, "x", 9);
    }
    drop(world);
    hub.wait("all are removed", |world| {
        (world.results().filter(|result| result.phase() == Phase::Removed).count() == 4).then_some(())
    })
    .await;
    assert!(home.names().is_empty());
    agent.stop().await;
}

#[tokio::test]
async fn a_tombstone_removes_is_answered_and_forgotten() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    let command = hub.deploy(DEPLOY, "pub_a", 2, None);
    let answer = hub.answer(&command).await;
    assert_eq!((answer.phase(), answer.hash.as_str()), (Phase::Removed, ""));
    assert!(home.names().is_empty());
    let cached = home.state.join("items/deploy/pub_a.json");
    until("it is forgotten", || (!cached.exists()).then_some(())).await;
    // Told again by a server that missed the answer: done already.
    let command = hub.world().command(DEPLOY, "pub_a", 2);
    assert_eq!(hub.answer(&command).await.phase(), Phase::Removed);
    agent.stop().await;
}

#[tokio::test]
async fn silence_and_refusals_remove_nothing() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(content("one")));
    hub.deploy(DEPLOY, "pub_b", 2, Some(content("two")));
    hub.result("pub_b", 2, Phase::Applied).await;
    hub.result("pub_a", 1, Phase::Applied).await;
    let files = home.files();
    // The server forgets everything, commands about nothing, and dies.
    hub.world().items.clear();
    hub.world().command(DEPLOY, "pub_a", 3);
    let fetched = |seen: &Seen| matches!(seen, Seen::Fetched(key) if key.subject == "pub_a");
    hub.seen_more(1, fetched).await;
    hub.down();
    hub.up().await;
    hub.connected(1).await;
    agent.handle.reconcile();
    hub.deploy(DEPLOY, "pub_c", 4, Some(content("three")));
    hub.result("pub_c", 4, Phase::Applied).await;
    let kept: Vec<_> = home.files().into_iter().filter(|(name, _)| !name.contains("pub_c")).collect();
    assert_eq!(kept, files);
    agent.stop().await;
}
