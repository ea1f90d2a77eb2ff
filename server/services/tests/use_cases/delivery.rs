//! Delivery between use cases and an agent, step by step.

use chrono::TimeDelta;
use domain::{
    Code, Error,
    item::{ItemKind, Phase},
    product_publish::{ProductPublish, ProductPublishSpec, PublishStatus},
};
use services::Mode;

use crate::support::{
    fake_agent::FakeAgent,
    offer::{Offer, cluster},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    from_publish_to_live_and_back
    what_guards_comes_first_and_goes_last
    a_shared_gateway_leaves_with_the_last_publish
    a_gateway_leaves_when_its_publish_has_moved
    an_older_report_fulfils_no_later_wish
    an_unacknowledged_command_is_sent_again
    a_newer_stream_supersedes
    a_lost_report_is_asked_for_again
    withdrawn_while_the_agent_is_away
    doubled_reports_change_nothing
    a_foreign_agent_gets_nothing
    generations_never_go_back
}

pub(crate) async fn status(world: &World, offer: &Offer, publish: &ProductPublish) -> PublishStatus {
    world.services.product_publish.get(&offer.editor, publish.id).await.unwrap().status
}

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) offer: Offer,
    pub(crate) cluster: domain::cluster::Cluster,
    pub(crate) agent: FakeAgent,
}

pub(crate) async fn scene(db: TestDb) -> Scene {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let agent = FakeAgent::register(&world, &cluster, "main").await;
    Scene { world, offer, cluster, agent }
}

async fn from_publish_to_live_and_back(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let live = world.services.product_publish.detail(&offer.editor, publish.id).await.unwrap();
    assert_eq!((live.publish.status, live.publish.serving_revision), (PublishStatus::Live, Some(1)));
    assert!(live.items.iter().all(|item| item.up_to_date));
    assert!(live.agent_online);
    world.services.product_publish.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Withdrawing);
    agent.settle(&world, session).await;
    let gone = world.services.product_publish.get(&offer.editor, publish.id).await.unwrap();
    assert_eq!((gone.status, gone.serving_revision), (PublishStatus::Withdrawn, None));
    assert!(agent.held.is_empty(), "{:?}", agent.held);
    let again = world
        .services
        .product_publish
        .publish(&offer.editor, publish.id, None, "", Mode::Commit)
        .await
        .unwrap();
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &again).await, PublishStatus::Live);
}

async fn what_guards_comes_first_and_goes_last(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    let first = agent.claim(&world, session).await;
    assert_eq!(first.iter().map(|w| w.key.kind).collect::<Vec<_>>(), [ItemKind::Tenant]);
    for wake_up in first {
        agent.carry_out(&world, session, &wake_up).await.unwrap();
    }
    let kinds = |order: Vec<domain::item::ItemKey>| order.into_iter().map(|k| k.kind).collect::<Vec<_>>();
    let order = kinds(agent.settle(&world, session).await);
    assert_eq!(order, [ItemKind::Gateway, ItemKind::Access, ItemKind::Deploy]);
    world.services.product_publish.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    let order = kinds(agent.settle(&world, session).await);
    assert_eq!(order, [ItemKind::Deploy, ItemKind::Access, ItemKind::Gateway, ItemKind::Tenant]);
}

async fn a_shared_gateway_leaves_with_the_last_publish(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let first = offer.published(&world, &cluster, "a.example.com").await;
    let second = offer.published(&world, &cluster, "b.example.com").await;
    agent.settle(&world, session).await;
    let publishes = &world.services.product_publish;
    publishes.withdraw(&offer.editor, first.id, None, Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    let kinds = |agent: &FakeAgent| {
        let mut kinds: Vec<_> = agent.held.keys().map(|k| k.kind).collect();
        kinds.sort();
        kinds
    };
    assert_eq!(kinds(&agent), [ItemKind::Tenant, ItemKind::Gateway, ItemKind::Access, ItemKind::Deploy]);
    assert_eq!(status(&world, &offer, &second).await, PublishStatus::Live);
    publishes.withdraw(&offer.editor, second.id, None, Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert_eq!(kinds(&agent), []);
}

/// The old gateway serves until the routes hang on the new one.
async fn a_gateway_leaves_when_its_publish_has_moved(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let other = domain::gateway::GatewaySpec { name: "other".to_owned(), ..offer.gateway.spec.clone() };
    let other = world.services.gateway.create(&offer.editor, other, Mode::Commit).await.unwrap();
    let spec = ProductPublishSpec { gateway_id: Some(other.id), ..publish.spec.clone() };
    let publishes = &world.services.product_publish;
    publishes.update(&offer.editor, publish.id, publish.version, spec, Mode::Commit).await.unwrap();
    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    let order: Vec<_> = agent.settle(&world, session).await;
    let mut subjects: Vec<_> = order.iter().map(|key| key.subject.clone()).collect();
    subjects.dedup();
    let (old, new) = (offer.gateway.id.to_string(), other.id.to_string());
    assert_eq!(subjects, [new.clone(), publish.id.to_string(), old.clone()], "routes, then the old gateway");
    assert!(agent.held.keys().any(|k| k.subject == new) && !agent.held.keys().any(|k| k.subject == old));
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
    publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert!(agent.held.is_empty(), "{:?}", agent.held);
}

async fn an_older_report_fulfils_no_later_wish(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let publishes = &world.services.product_publish;
    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    let due = agent.claim(&world, session).await;
    let deploy = due.iter().find(|w| w.key.kind == ItemKind::Deploy).unwrap();
    let older = agent.fetch(&world, &deploy.key).await;
    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    let report = agent.report_of(&older, Phase::Applied, "");
    world.services.delivery.report(&agent.caller, session, report).await.unwrap();
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Publishing);
    agent.settle(&world, session).await;
    let live = publishes.get(&offer.editor, publish.id).await.unwrap();
    assert_eq!((live.status, live.serving_revision), (PublishStatus::Live, Some(3)));
}

async fn an_unacknowledged_command_is_sent_again(db: TestDb) {
    let Scene { world, offer, cluster, agent } = scene(db).await;
    let session = agent.connect(&world).await;
    offer.published(&world, &cluster, "a.example.com").await;
    let lost = agent.claim(&world, session).await.remove(0);
    assert!(agent.claim(&world, session).await.is_empty(), "it is leased");
    world.clock.advance(TimeDelta::seconds(10));
    assert!(agent.claim(&world, session).await.is_empty(), "it waits before its next try");
    world.clock.advance(TimeDelta::seconds(1));
    let again = agent.claim(&world, session).await.remove(0);
    assert_eq!((again.command, again.attempt), (lost.command, 2));
    // The Ack of the first try comes late and extends nothing.
    world.services.delivery.ack(&agent.caller, session, lost.command, lost.attempt).await.unwrap();
    world.clock.advance(TimeDelta::seconds(13));
    assert!(agent.claim(&world, session).await.is_empty());
    world.clock.advance(TimeDelta::seconds(5));
    assert_eq!(agent.claim(&world, session).await[0].attempt, 3);
}

async fn a_newer_stream_supersedes(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let old = agent.connect(&world).await;
    offer.published(&world, &cluster, "a.example.com").await;
    let due = agent.claim(&world, old).await.remove(0);
    let new = agent.connect(&world).await;
    assert!(new.epoch > old.epoch);
    let superseded = agent.carry_out(&world, old, &due).await.unwrap_err();
    assert_eq!(superseded.reason().code, Code::StreamSuperseded);
    assert_eq!(
        world.services.delivery.claim(&agent.caller, old).await.unwrap_err().reason().code,
        Code::StreamSuperseded
    );
    let order = agent.settle(&world, new).await;
    assert_eq!(order.len(), 4, "what the old stream had taken is due at once");
}

async fn a_lost_report_is_asked_for_again(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    // It applies everything it can see and dies before any report.
    let due = agent.claim(&world, session).await.remove(0);
    let spec = agent.fetch(&world, &due.key).await;
    agent.held.insert(spec.key.clone(), (spec.generation, spec.content.unwrap().0));
    let session = agent.connect(&world).await;
    let order = agent.settle(&world, session).await;
    assert_eq!(order.len(), 4);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
    // Nothing differs any more: connecting again wakes nobody.
    let session = agent.connect(&world).await;
    assert!(agent.claim(&world, session).await.is_empty());
    // It has lost its memory: everything is sent again.
    agent.held.clear();
    let session = agent.connect(&world).await;
    assert_eq!(agent.settle(&world, session).await.len(), 4);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}

async fn withdrawn_while_the_agent_is_away(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    world.services.delivery.disconnect(session).await.unwrap();
    world.services.product_publish.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    world.clock.advance(TimeDelta::hours(3));
    let session = agent.connect(&world).await;
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Withdrawn);
    assert!(agent.held.is_empty());
}

async fn doubled_reports_change_nothing(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let key = agent.held.keys().find(|k| k.kind == ItemKind::Deploy).unwrap().clone();
    let spec = agent.fetch(&world, &key).await;
    let report = agent.report_of(&spec, Phase::Applied, "");
    for _ in 0..2 {
        world.services.delivery.report(&agent.caller, session, report.clone()).await.unwrap();
    }
    // A removal that nobody asked for is no removal.
    let removed = agent.report_of(&spec, Phase::Removed, "");
    world.services.delivery.report(&agent.caller, session, removed).await.unwrap();
    let live = world.services.product_publish.detail(&offer.editor, publish.id).await.unwrap();
    assert_eq!(live.publish.status, PublishStatus::Live);
    assert_eq!(live.items.len(), 4);
}

async fn a_foreign_agent_gets_nothing(db: TestDb) {
    let Scene { world, offer, cluster: eu, mut agent } = scene(db).await;
    let us = cluster(&world, "us").await;
    let foreign = FakeAgent::register(&world, &us, "main").await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &eu, "a.example.com").await;
    agent.settle(&world, session).await;
    let delivery = &world.services.delivery;
    for key in agent.held.keys() {
        assert!(matches!(delivery.fetch(&foreign.caller, key).await, Err(Error::NotFound(_))));
    }
    assert!(matches!(delivery.claim(&foreign.caller, session).await, Err(Error::Unauthenticated(_))));
    let other = foreign.connect(&world).await;
    assert!(foreign.claim(&world, other).await.is_empty());
    // A revoked agent's token no longer counts, its open stream is over and cannot be opened again.
    let (id, _) = agent.caller.agent().unwrap();
    let spec = agent.fetch(&world, &agent.held.keys().next().unwrap().clone()).await;
    world.services.agent.revoke(&world.operator(), id, Mode::Commit).await.unwrap();
    let late = agent.report_of(&spec, Phase::Failed, "revoked");
    let refused = [
        delivery.report(&agent.caller, session, late).await.unwrap_err(),
        delivery.claim(&agent.caller, session).await.unwrap_err(),
    ];
    assert!(refused.iter().all(|error| error.reason().code == Code::AgentRevoked), "{refused:?}");
    let refused = delivery.connect(&agent.caller, &agent.hello()).await.unwrap_err();
    assert!(matches!(refused, Error::Unauthenticated(_)));
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live, "revoking deletes nothing");
}

async fn generations_never_go_back(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publishes = &world.services.product_publish;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    let mut seen = 0;
    for _ in 0..3 {
        agent.settle(&world, session).await;
        let newest = agent.held.values().map(|(generation, _)| *generation).max().unwrap();
        assert!(newest > seen, "{newest} after {seen}");
        seen = newest;
        publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
        agent.settle(&world, session).await;
        publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    }
}
