//! A publish from a click to files and back, with the real agent in this process.

use std::{fs, time::Duration};

use domain::product_publish::{ProductPublish, PublishStatus};
use imp_agent::{Agent, Config, Handle, Secret, Timing, target::Directory};
use services::Mode;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{
    scene::Scene,
    server::Server,
    test_db::{TestDb, both_engines},
    until,
};

both_engines! {
    from_a_publish_to_files_and_back
    two_publishes_share_what_they_share
    a_failure_shows_its_reason_and_heals
    the_agent_comes_back_after_the_server
}

struct Running {
    handle: Handle,
    stop: CancellationToken,
    task: JoinHandle<Result<(), imp_agent::AgentError>>,
}

impl Running {
    async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap().unwrap();
    }
}

async fn start(scene: &Scene, server: &Server) -> Running {
    let config = Config {
        server: server.url().parse().unwrap(),
        ca: None,
        token: Some(Secret::new(scene.token(&scene.cluster, "main").await)),
        state_dir: scene.folder().join("state"),
        timing: Timing {
            retry_base: Duration::from_millis(10),
            reconnect_max: Duration::from_millis(200),
            retry_max: Duration::from_millis(200),
            ..Timing::default()
        },
    };
    let agent = Agent::new(config, Directory::new(scene.manifests()));
    let (handle, stop) = (agent.handle(), CancellationToken::new());
    Running { handle, stop: stop.clone(), task: tokio::spawn(agent.run(stop)) }
}

async fn publish_again(scene: &Scene, publish: &ProductPublish) {
    let publishes = &scene.world.services.product_publish;
    publishes.publish(&scene.offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
}

async fn from_a_publish_to_files_and_back(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let agent = start(&scene, &server).await;
    let publish = scene.publish("a.example.com").await;
    let live = scene.reaches(publish.id, PublishStatus::Live).await;
    assert_eq!(live.publish.serving_revision, Some(1));
    assert!(live.agent_online);
    scene.assert_at_rest(publish.id).await;
    let folder = scene.manifests().join("deploy").join(publish.id.to_string());
    let text: String = fs::read_dir(folder)
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert!(text.contains("kind: HTTPRoute") && text.contains("a.example.com"), "{text}");

    publish_again(&scene, &publish).await;
    until("the second revision serves", async || {
        (scene.detail(publish.id).await.publish.serving_revision == Some(2)).then_some(())
    })
    .await;
    scene.assert_at_rest(publish.id).await;

    scene.withdraw(publish.id).await;
    let withdrawn = scene.reaches(publish.id, PublishStatus::Withdrawn).await;
    assert!(withdrawn.items.is_empty());
    until("nothing is left", async || scene.inventory().is_empty().then_some(())).await;
    agent.stop().await;
}

async fn two_publishes_share_what_they_share(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let agent = start(&scene, &server).await;
    let first = scene.publish("a.example.com").await;
    let second = scene.publish("b.example.com").await;
    scene.reaches(first.id, PublishStatus::Live).await;
    scene.reaches(second.id, PublishStatus::Live).await;
    assert_eq!(scene.inventory().len(), 6, "{:?}", scene.inventory().keys());
    scene.withdraw(first.id).await;
    scene.reaches(first.id, PublishStatus::Withdrawn).await;
    scene.assert_at_rest(second.id).await;
    agent.stop().await;
}

async fn a_failure_shows_its_reason_and_heals(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    fs::write(scene.manifests(), "a file where the directory should be").unwrap();
    let agent = start(&scene, &server).await;
    let publish = scene.publish("a.example.com").await;
    let failed = scene.reaches(publish.id, PublishStatus::Failed).await;
    assert!(failed.publish.message.contains("manifests"), "{}", failed.publish.message);
    fs::remove_file(scene.manifests()).unwrap();
    scene.reaches(publish.id, PublishStatus::Live).await;
    scene.assert_at_rest(publish.id).await;
    agent.stop().await;
}

async fn the_agent_comes_back_after_the_server(db: TestDb) {
    let scene = Scene::new(db).await;
    let mut server = Server::start(&scene).await;
    let agent = start(&scene, &server).await;
    let publish = scene.publish("a.example.com").await;
    scene.reaches(publish.id, PublishStatus::Live).await;
    server.kill();
    // Decided while nobody serves.
    publish_again(&scene, &publish).await;
    server.up(&scene).await;
    agent.handle.reconnect();
    until("the second revision serves", async || {
        (scene.detail(publish.id).await.publish.serving_revision == Some(2)).then_some(())
    })
    .await;
    // Stopped as on a signal: the agent is told to come back.
    server.stop();
    scene.withdraw(publish.id).await;
    server.kill();
    server.up(&scene).await;
    scene.reaches(publish.id, PublishStatus::Withdrawn).await;
    until("nothing is left", async || scene.inventory().is_empty().then_some(())).await;
    agent.stop().await;
}
