//! The work stream: what wakes it, and every way in which it ends.

use chrono::TimeDelta;
use domain::{id::AgentId, product_publish::PublishStatus};
use proto::v1::{self, Connect, DeployResult, Heartbeat, ItemKind, Phase, agent_message, server_message};
use services::settings::Settings;
use tonic::Code;

use crate::support::{
    client::{self, Client},
    scene::Scene,
    server::Server,
    test_db::{TestDb, both_engines},
};

both_engines! {
    a_publish_wakes_the_stream_and_comes_in_order
    a_new_stream_is_told_what_differs
    a_newer_stream_ends_the_older
    a_revoked_agent_is_cut_off_at_once
    a_stopping_server_says_so
    versions_that_do_not_meet_are_refused
    words_that_make_no_sense_do_not_come_again
    an_agent_that_falls_silent_is_cut_off
    another_agent_of_the_cluster_waits
    an_item_that_waits_is_refused_for_now
}

async fn online(db: TestDb) -> (Scene, Server, Client) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let agent = Client::register(&scene, &server, &scene.cluster, "main").await;
    (scene, server, agent)
}

async fn a_publish_wakes_the_stream_and_comes_in_order(db: TestDb) {
    let (scene, _server, mut agent) = online(db).await;
    let (mut stream, welcome) = agent.stream().await;
    assert_eq!(welcome.cluster_id, scene.cluster.id.to_string());
    assert_eq!((welcome.protocol, welcome.hub_epoch, welcome.report_seq), (1, 1, 0));
    assert_eq!(welcome.limits.unwrap().heartbeat_interval_ms, 20_000);
    let publish = scene.publish("a.example.com").await;
    for (seq, kind) in (1..).zip([ItemKind::Tenant, ItemKind::Gateway, ItemKind::Access, ItemKind::Deploy]) {
        let command = stream.command().await;
        let key = command.key.clone().unwrap();
        assert_eq!(key.kind(), kind);
        stream.ack(&command).await;
        let (header, _) = agent.fetch(key).await.unwrap();
        assert_eq!(header.generation, command.target_generation);
        stream.report(client::result(&header, Phase::Applied, seq)).await;
    }
    scene.reaches(publish.id, PublishStatus::Live).await;
    let (_, welcome) = agent.stream().await;
    assert_eq!(welcome.report_seq, 4, "an agent that lost count is told where to go on");
}

async fn a_new_stream_is_told_what_differs(db: TestDb) {
    let (scene, mut server, mut agent) = online(db).await;
    scene.publish("a.example.com").await;
    let (mut stream, _) = agent.stream().await;
    let first = stream.command().await;
    // Acknowledged, then the connection breaks: the next stream gets it again.
    stream.ack(&first).await;
    server.kill();
    server.up(&scene).await;
    agent.rpc = client::connect(&server).await;
    let (mut stream, _) = agent.stream().await;
    let again = stream.command().await;
    assert_eq!((again.command.clone(), again.key.clone()), (first.command, first.key));
    assert!(again.attempt > first.attempt);
}

async fn a_newer_stream_ends_the_older(db: TestDb) {
    let (_scene, _server, mut agent) = online(db).await;
    let (mut older, first) = agent.stream().await;
    let (newer, second) = agent.stream().await;
    assert!(second.session_epoch > first.session_epoch);
    assert_eq!(older.next().await.unwrap_err().code(), Code::Aborted);
    newer.say(agent_message::Message::Heartbeat(Heartbeat::default())).await;
}

async fn a_revoked_agent_is_cut_off_at_once(db: TestDb) {
    let (scene, _server, mut agent) = online(db).await;
    let (mut stream, _) = agent.stream().await;
    let id: AgentId = agent.agent_id.parse().unwrap();
    scene.world.services.agent.revoke(&scene.world.operator(), id, services::Mode::Commit).await.unwrap();
    assert!(matches!(stream.next().await, Ok(Some(server_message::Message::Revoked(_)))));
    assert!(matches!(stream.next().await, Ok(None) | Err(_)));
    let refused = agent.open(agent_message::Message::Connect(client::hello())).await.err().unwrap();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let key = agent.key.clone();
    assert_eq!(agent.refresh(&key).await.unwrap_err().code(), Code::Unauthenticated);
}

async fn a_stopping_server_says_so(db: TestDb) {
    let (_scene, server, mut agent) = online(db).await;
    let (mut stream, _) = agent.stream().await;
    server.stop();
    assert!(matches!(stream.next().await, Ok(Some(server_message::Message::Drain(_)))));
    assert!(matches!(stream.next().await, Ok(None) | Err(_)));
}

async fn versions_that_do_not_meet_are_refused(db: TestDb) {
    let (_scene, _server, mut agent) = online(db).await;
    let newer = Connect { protocol_min: 2, protocol_max: 3, ..client::hello() };
    let refused = agent.open(agent_message::Message::Connect(newer)).await.err().unwrap();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("2 to 3"), "{}", refused.message());
    let beat = agent_message::Message::Heartbeat(Heartbeat::default());
    assert_eq!(agent.open(beat).await.err().unwrap().code(), Code::InvalidArgument);
}

async fn words_that_make_no_sense_do_not_come_again(db: TestDb) {
    let (scene, _server, mut agent) = online(db).await;
    let (mut stream, _) = agent.stream().await;
    let publish = scene.publish("a.example.com").await;
    let command = stream.command().await;
    let (header, _) = agent.fetch(command.key.unwrap()).await.unwrap();
    let good = client::result(&header, Phase::Applied, 9);
    let nonsense = [
        DeployResult { report_seq: 1, ..DeployResult::default() },
        DeployResult { report_seq: 2, phase: 99, ..good.clone() },
        DeployResult { report_seq: 3, generation: u64::MAX, ..good.clone() },
        DeployResult { report_seq: 4, hub_epoch: 7, ..good.clone() },
        DeployResult { report_seq: 5, hash: "00".repeat(32), ..good.clone() },
        DeployResult { report_seq: 6, phase: Phase::Removed.into(), ..good },
    ];
    for result in nonsense {
        stream.report(result).await;
    }
    let detail = scene.detail(publish.id).await;
    assert_eq!(detail.publish.status, PublishStatus::Publishing);
    assert!(detail.items.iter().all(|item| item.observed.is_none()), "nothing of it is believed");
}

async fn an_agent_that_falls_silent_is_cut_off(db: TestDb) {
    let scene = Scene::new(db).await;
    let settings = Settings { heartbeat_interval: TimeDelta::milliseconds(50), ..Settings::default() };
    let server = Server::start_with(&scene, settings).await;
    let mut agent = Client::register(&scene, &server, &scene.cluster, "main").await;
    let (mut stream, _) = agent.stream().await;
    assert_eq!(stream.next().await.unwrap_err().code(), Code::DeadlineExceeded);
}

async fn another_agent_of_the_cluster_waits(db: TestDb) {
    let (scene, server, mut agent) = online(db).await;
    let (mut stream, _) = agent.stream().await;
    let mut second = Client::register(&scene, &server, &scene.cluster, "second").await;
    let refused = second.open(agent_message::Message::Connect(client::hello())).await.err().unwrap();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("main serves this cluster"), "{}", refused.message());
    scene.publish("a.example.com").await;
    stream.command().await;
}

async fn an_item_that_waits_is_refused_for_now(db: TestDb) {
    let (scene, _server, mut agent) = online(db).await;
    let (mut stream, _) = agent.stream().await;
    let publish = scene.publish("a.example.com").await;
    let command = stream.command().await;
    let routes = v1::ItemKey { kind: ItemKind::Deploy.into(), subject: publish.id.to_string() };
    assert_eq!(agent.fetch(routes).await.unwrap_err().code(), Code::Aborted);
    assert!(agent.fetch(command.key.unwrap()).await.is_ok());
}
