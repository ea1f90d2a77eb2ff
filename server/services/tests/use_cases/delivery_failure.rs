//! What fails on a cluster: told, tried again, and never in the way for ever.

use chrono::TimeDelta;
use domain::{
    item::{ItemKind, Phase},
    product_publish::{ProductPublish, ProductPublishSpec, PublishStatus},
};
use services::{Mode, delivery::Session};

use crate::{
    delivery::{Scene, scene, status},
    support::{
        fake_agent::FakeAgent,
        test_db::{TestDb, both_engines},
        world::World,
    },
};

both_engines! {
    a_failure_is_told_and_tried_again
    a_terminal_failure_waits_for_a_new_generation
    a_failed_revision_over_a_serving_one_is_degraded
    publishing_again_retries_what_failed_for_good
    a_publish_on_a_failed_gateway_hears_of_it
    a_gateway_that_never_worked_leaves_too
    withdrawing_again_retries_a_removal_that_failed_for_good
    a_refusal_for_good_is_not_asked_for_at_every_connection
    what_fails_on_its_own_is_asked_for_until_it_is_well
}

async fn a_failure_is_told_and_tried_again(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    let due = agent.claim(&world, session).await;
    let spec = agent.fetch(&world, &due[0].key).await;
    let report = agent.report_of(&spec, Phase::Failed, "the disk is full");
    world.services.delivery.report(&agent.caller, session, report).await.unwrap();
    let failed = world.services.product_publish.get(&offer.editor, publish.id).await.unwrap();
    assert_eq!((failed.status, failed.message.as_str()), (PublishStatus::Failed, "the disk is full"));
    assert!(agent.claim(&world, session).await.is_empty(), "not before its time");
    world.clock.advance(TimeDelta::seconds(2));
    let again = agent.claim(&world, session).await;
    assert_eq!((again[0].command, again[0].attempt), (due[0].command, 2));
    agent.carry_out(&world, session, &again[0]).await.unwrap();
    agent.settle(&world, session).await;
    let live = world.services.product_publish.get(&offer.editor, publish.id).await.unwrap();
    assert_eq!((live.status, live.message.as_str()), (PublishStatus::Live, ""));
}

async fn a_terminal_failure_waits_for_a_new_generation(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    let deploy = loop {
        let due = agent.claim(&world, session).await.remove(0);
        if due.key.kind == ItemKind::Deploy {
            break due;
        }
        agent.carry_out(&world, session, &due).await.unwrap();
    };
    let spec = agent.fetch(&world, &deploy.key).await;
    let mut report = agent.report_of(&spec, Phase::Failed, "no such field");
    report.terminal = true;
    world.services.delivery.report(&agent.caller, session, report).await.unwrap();
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Failed);
    world.clock.advance(TimeDelta::hours(1));
    assert!(agent.claim(&world, session).await.is_empty());
    world.services.product_publish.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}

async fn a_failed_revision_over_a_serving_one_is_degraded(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let publishes = &world.services.product_publish;
    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    let due = agent.claim(&world, session).await;
    let deploy = due.iter().find(|w| w.key.kind == ItemKind::Deploy).unwrap();
    let spec = agent.fetch(&world, &deploy.key).await;
    let report = agent.report_of(&spec, Phase::Failed, "refused");
    world.services.delivery.report(&agent.caller, session, report).await.unwrap();
    let degraded = publishes.get(&offer.editor, publish.id).await.unwrap();
    assert_eq!(degraded.status, PublishStatus::Degraded);
    assert_eq!((degraded.current_revision, degraded.serving_revision), (Some(2), Some(1)));
}

/// Carries out what is due until an item of this kind comes up, and refuses that one for good.
async fn refuse(world: &World, agent: &mut FakeAgent, session: Session, kind: ItemKind) {
    loop {
        for due in agent.claim(world, session).await {
            if due.key.kind != kind {
                agent.carry_out(world, session, &due).await.unwrap();
                continue;
            }
            let spec = agent.fetch(world, &due.key).await;
            let mut report = agent.report_of(&spec, Phase::Failed, "no such class");
            report.terminal = true;
            world.services.delivery.report(&agent.caller, session, report).await.unwrap();
            return;
        }
    }
}

/// Its content is the same as before, so nothing but the wish itself can ask for it again.
async fn publishing_again_retries_what_failed_for_good(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    refuse(&world, &mut agent, session, ItemKind::Gateway).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Failed);
    assert!(agent.settle(&world, session).await.iter().all(|key| key.kind == ItemKind::Access));
    world.services.product_publish.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}

async fn a_publish_on_a_failed_gateway_hears_of_it(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    offer.published(&world, &cluster, "a.example.com").await;
    refuse(&world, &mut agent, session, ItemKind::Gateway).await;
    let second: ProductPublish = offer.published(&world, &cluster, "b.example.com").await;
    refuse(&world, &mut agent, session, ItemKind::Gateway).await;
    assert_eq!(status(&world, &offer, &second).await, PublishStatus::Failed);
}

async fn a_gateway_that_never_worked_leaves_too(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    refuse(&world, &mut agent, session, ItemKind::Gateway).await;
    let other = domain::gateway::GatewaySpec { name: "other".to_owned(), ..offer.gateway.spec.clone() };
    let other = world.services.gateway.create(&offer.editor, other, Mode::Commit).await.unwrap();
    let spec = ProductPublishSpec { gateway_id: Some(other.id), ..publish.spec.clone() };
    let publishes = &world.services.product_publish;
    publishes.update(&offer.editor, publish.id, publish.version, spec, Mode::Commit).await.unwrap();
    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    let order = agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
    assert_eq!(order.last().unwrap().subject, offer.gateway.id.to_string(), "the one that failed goes");
    publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert!(agent.held.is_empty(), "{:?}", agent.held);
}

async fn withdrawing_again_retries_a_removal_that_failed_for_good(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let publishes = &world.services.product_publish;
    publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    refuse(&world, &mut agent, session, ItemKind::Deploy).await;
    let blocked = publishes.get(&offer.editor, publish.id).await.unwrap();
    assert_eq!((blocked.status, blocked.message.as_str()), (PublishStatus::Withdrawing, "no such class"));
    assert!(agent.settle(&world, session).await.is_empty());
    publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Withdrawn);
    assert!(agent.held.is_empty(), "{:?}", agent.held);
}

async fn a_refusal_for_good_is_not_asked_for_at_every_connection(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    refuse(&world, &mut agent, session, ItemKind::Deploy).await;
    let session = agent.connect(&world).await;
    assert!(agent.claim(&world, session).await.is_empty(), "it would say the same again");
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Failed);
    world.services.product_publish.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}

/// Drift that cannot be put right: nobody had asked, so no command waits for the answer.
async fn what_fails_on_its_own_is_asked_for_until_it_is_well(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let key = agent.held.keys().find(|key| key.kind == ItemKind::Deploy).unwrap().clone();
    let spec = agent.fetch(&world, &key).await;
    let report = agent.report_of(&spec, Phase::Failed, "the disk is full");
    world.services.delivery.report(&agent.caller, session, report).await.unwrap();
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Degraded);
    assert!(agent.claim(&world, session).await.is_empty(), "not before its time");
    world.clock.advance(TimeDelta::seconds(1));
    assert_eq!(agent.settle(&world, session).await, [key]);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}
