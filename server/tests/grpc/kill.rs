//! Both programs, killed at every point of a publish's journey. Whatever dies when, the end is the
//! same: the files that are wanted, and a status that says so.

use domain::product_publish::PublishStatus;

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
