//! The work stream: heartbeats, and every way in which it ends.

use proto::v1::{Drain, Phase, Revoked, server_message::Message};
use tonic::Status;

use crate::support::{Home, Hub, Seen, content, world};

#[tokio::test]
async fn it_beats_at_the_servers_pace() {
    let (hub, home) = (Hub::start().await, Home::new());
    hub.world().heartbeat_ms = 50;
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(world::DEPLOY, "pub_a", 7, Some(content("one")));
    let seq = hub.result("pub_a", 7, Phase::Applied).await.report_seq;
    hub.wait("a heartbeat that knows the news", |world| {
        world.seen.iter().find_map(|seen| match seen {
            Seen::Heartbeat(beat) if beat.generation == 7 && beat.report_seq == seq => Some(()),
            _ => None,
        })
    })
    .await;
    agent.stop().await;
}

#[tokio::test]
async fn it_comes_back_when_the_server_does_and_says_what_it_holds() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    for round in 0..3 {
        hub.connected(round).await;
        let generation = round as u64 + 1;
        hub.deploy(world::DEPLOY, "pub_a", generation, Some(content(&format!("{round}"))));
        hub.result("pub_a", generation, Phase::Applied).await;
        hub.down();
        hub.up().await;
    }
    hub.connected(3).await;
    let world = hub.world();
    let last = world.connects().last().unwrap();
    assert_eq!((last.hub_epoch, last.generation, last.items.len()), (1, 3, 1));
    assert_eq!(last.items[0].hash, world::hash(&content("2")));
    assert_eq!((last.items[0].hub_epoch, last.items[0].generation), (1, 3));
    drop(world);
    agent.stop().await;
}

#[tokio::test]
async fn a_superseded_stream_comes_back() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    let session = hub.world().session.take().unwrap();
    session.try_send(Err(Status::aborted("superseded by a newer stream"))).unwrap();
    drop(session);
    hub.connected(1).await;
    agent.stop().await;
}

#[tokio::test]
async fn a_drained_stream_comes_back_when_it_was_told_to() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.world().send(Message::Drain(Drain { reconnect_after_ms: 1 }));
    hub.connected(1).await;
    agent.stop().await;
}

#[tokio::test]
async fn a_revoked_agent_keeps_its_files_and_stays_away_until_nudged() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(world::DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    let mut world = hub.world();
    world.send(Message::Revoked(Revoked { reason: "by an operator".into() }));
    let session = world.session.take().unwrap();
    drop(world);
    // The agent hangs up by itself and does not come back.
    session.closed().await;
    assert_eq!(home.names(), ["deploy/pub_a/01-configmap-a.yaml"]);
    assert_eq!(hub.world().connects().count(), 1);
    agent.handle.reconnect();
    hub.connected(1).await;
    agent.stop().await;
}

#[tokio::test]
async fn a_server_that_cannot_be_worked_with_is_left_alone_until_nudged() {
    let (hub, home) = (Hub::start().await, Home::new());
    hub.world().other_cluster = Some("clu_other".into());
    let agent = home.start(&hub);
    let connects = hub.connected(0).await;
    hub.world().session.take().unwrap().closed().await;
    assert_eq!(hub.world().connects().count(), connects, "it did not come back by itself");
    hub.world().other_cluster = None;
    agent.handle.reconnect();
    hub.connected(connects).await;
    hub.deploy(world::DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    agent.stop().await;
}

#[tokio::test]
async fn a_second_agent_on_the_same_folders_is_refused() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    let error = home.start(&hub).error().await;
    assert!(error.contains("another agent holds"), "{error}");
    // Another state folder, the same directory.
    let mut config = home.config(&hub);
    config.state_dir = home.state.with_file_name("state-2");
    let error = home.start_with(config).error().await;
    assert!(error.contains("another agent holds") && error.contains("manifests"), "{error}");
    agent.stop().await;
}
