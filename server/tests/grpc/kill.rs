//! Both programs, killed at every point of a publish's journey. Whatever dies when, the end is the
//! same: the files that are wanted, and a status that says so.

use domain::{
    page::PageRequest,
    product_publish::{AuthMode, ProductPublish, ProductPublishSpec, PublishStatus},
};
use services::Mode;

use crate::support::{
    program::Programs,
    scene::Scene,
    test_db::{TestDb, both_engines},
    until,
};

both_engines! {
    nothing_dies
    nobody_is_there_when_it_is_published
    the_server_dies_at_every_point
    the_agent_dies_at_every_point
    both_die_at_every_point
    they_die_while_it_is_published_again
    they_die_while_it_fails
    the_server_dies_while_an_agent_registers
    the_agent_dies_while_it_registers
    both_die_while_an_agent_registers
}

/// Items in the order in which their folders appear. They vanish the other way round.
const POINTS: [&str; 4] = ["tenant", "gateway", "access", "deploy"];

/// Who is killed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Victim {
    Server,
    Agent,
    Both,
}

fn has(scene: &Scene, kind: &str) -> bool {
    scene.inventory().keys().any(|name| name.starts_with(kind))
}

/// Publishes and withdraws, once for each point; who is to die does so when the point is reached,
/// twice on each way, and is started again.
async fn survive(db: TestDb, victim: Victim) {
    let scene = Scene::new(db).await;
    let mut programs = Programs::new(&scene).await;
    programs.start_all();
    for (i, point) in POINTS.into_iter().enumerate() {
        let publish = scene.publish(&format!("h{i}.example.com")).await;
        until(&format!("{point} appears"), async || has(&scene, point).then_some(())).await;
        die(&mut programs, victim).await;
        programs.start_all();
        scene.reaches(publish.id, PublishStatus::Live).await;
        scene.assert_at_rest(publish.id).await;
        scene.withdraw(publish.id).await;
        until(&format!("{point} vanishes"), async || (!has(&scene, point)).then_some(())).await;
        die(&mut programs, victim).await;
        programs.start_all();
        let withdrawn = scene.reaches(publish.id, PublishStatus::Withdrawn).await;
        assert!(withdrawn.items.is_empty());
        until("nothing is left", async || scene.inventory().is_empty().then_some(())).await;
    }
}

async fn die(programs: &mut Programs<'_>, victim: Victim) {
    if victim != Victim::Agent {
        programs.kill_server().await;
    }
    if victim != Victim::Server {
        programs.kill_agent().await;
    }
}

async fn nothing_dies(db: TestDb) {
    let scene = Scene::new(db).await;
    let mut programs = Programs::new(&scene).await;
    programs.start_all();
    let publish = scene.publish("a.example.com").await;
    scene.reaches(publish.id, PublishStatus::Live).await;
    scene.assert_at_rest(publish.id).await;
    scene.withdraw(publish.id).await;
    scene.reaches(publish.id, PublishStatus::Withdrawn).await;
    until("nothing is left", async || scene.inventory().is_empty().then_some(())).await;
}

/// Decided while one or both of them are away.
async fn nobody_is_there_when_it_is_published(db: TestDb) {
    let scene = Scene::new(db).await;
    let mut programs = Programs::new(&scene).await;
    let publish = scene.publish("a.example.com").await;
    programs.start_all();
    scene.reaches(publish.id, PublishStatus::Live).await;
    programs.kill_agent().await;
    let second = scene.publish("b.example.com").await;
    programs.start_agent();
    scene.reaches(second.id, PublishStatus::Live).await;
    programs.kill_server().await;
    scene.withdraw(publish.id).await;
    programs.start_server();
    scene.reaches(publish.id, PublishStatus::Withdrawn).await;
    die(&mut programs, Victim::Both).await;
    scene.withdraw(second.id).await;
    programs.start_all();
    scene.reaches(second.id, PublishStatus::Withdrawn).await;
    until("nothing is left", async || scene.inventory().is_empty().then_some(())).await;
}

async fn the_server_dies_at_every_point(db: TestDb) {
    survive(db, Victim::Server).await;
}

async fn the_agent_dies_at_every_point(db: TestDb) {
    survive(db, Victim::Agent).await;
}

async fn both_die_at_every_point(db: TestDb) {
    survive(db, Victim::Both).await;
}

const VICTIMS: [Victim; 3] = [Victim::Server, Victim::Agent, Victim::Both];

fn generation(scene: &Scene, kind: &str) -> i64 {
    let inventory = scene.inventory();
    let of_kind = inventory.iter().filter(|(name, _)| name.starts_with(kind));
    of_kind.map(|(_, (generation, _))| *generation).max().unwrap_or_default()
}

/// The next revision is guarded in another way, so that guards and routes both change.
async fn publish_again(scene: &Scene, publish: &ProductPublish, auth_mode: AuthMode) -> i32 {
    let publishes = &scene.world.services.product_publish;
    let before = publishes.get(&scene.offer.editor, publish.id).await.unwrap();
    let spec = ProductPublishSpec { auth_mode, ..before.spec };
    publishes.update(&scene.offer.editor, publish.id, before.version, spec, Mode::Commit).await.unwrap();
    let after = publishes.publish(&scene.offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    after.current_revision.unwrap()
}

async fn they_die_while_it_is_published_again(db: TestDb) {
    let scene = Scene::new(db).await;
    let mut programs = Programs::new(&scene).await;
    programs.start_all();
    let publish = scene.publish("a.example.com").await;
    scene.reaches(publish.id, PublishStatus::Live).await;
    for victim in VICTIMS {
        for (point, auth_mode) in [("access", AuthMode::ApiKey), ("deploy", AuthMode::None)] {
            let before = generation(&scene, point);
            let revision = publish_again(&scene, &publish, auth_mode).await;
            let begun = async || (generation(&scene, point) > before).then_some(());
            until(&format!("{point} is written anew"), begun).await;
            die(&mut programs, victim).await;
            programs.start_all();
            until("the new revision serves", async || {
                (scene.detail(publish.id).await.publish.serving_revision == Some(revision)).then_some(())
            })
            .await;
            scene.reaches(publish.id, PublishStatus::Live).await;
            scene.assert_at_rest(publish.id).await;
        }
    }
}

async fn they_die_while_it_fails(db: TestDb) {
    let scene = Scene::new(db).await;
    let mut programs = Programs::new(&scene).await;
    std::fs::write(scene.manifests(), "a file where the directory should be").unwrap();
    programs.start_all();
    let publish = scene.publish("a.example.com").await;
    for victim in VICTIMS {
        let failed = scene.reaches(publish.id, PublishStatus::Failed).await;
        assert!(failed.publish.message.contains("manifests"), "{}", failed.publish.message);
        die(&mut programs, victim).await;
        programs.start_all();
    }
    std::fs::remove_file(scene.manifests()).unwrap();
    scene.reaches(publish.id, PublishStatus::Live).await;
    scene.assert_at_rest(publish.id).await;
}

/// The token was used, and perhaps nobody has heard the answer.
async fn registering(db: TestDb, victim: Victim) {
    let scene = Scene::new(db).await;
    let mut programs = Programs::new(&scene).await;
    programs.start_all();
    let agents = async || {
        let (operator, page) = (scene.world.operator(), PageRequest::default());
        scene.world.services.agent.list(&operator, scene.cluster.id, &page).await.unwrap().items.len()
    };
    until("it registers", async || (agents().await > 0).then_some(())).await;
    die(&mut programs, victim).await;
    programs.start_all();
    let publish = scene.publish("a.example.com").await;
    scene.reaches(publish.id, PublishStatus::Live).await;
    assert_eq!(agents().await, 1, "it is the same one");
    // Somebody else with the token is refused, and neither side's log holds it.
    assert!(!programs.intrude().await.success());
    let (server, agent) = (programs.log("server.log"), programs.log("agent.log"));
    assert!(server.contains("registration refused") && agent.contains("already used"), "{server}{agent}");
    assert!(!server.contains(programs.token()) && !agent.contains(programs.token()));
}

async fn the_server_dies_while_an_agent_registers(db: TestDb) {
    registering(db, Victim::Server).await;
}

async fn the_agent_dies_while_it_registers(db: TestDb) {
    registering(db, Victim::Agent).await;
}

async fn both_die_while_an_agent_registers(db: TestDb) {
    registering(db, Victim::Both).await;
}
