//! Guards are there before the routes they guard and go after them, whatever happens between a
//! wake-up and what comes of it.

use domain::{
    Code,
    item::{ItemKey, ItemKind, Phase},
    product_publish::{AuthMode, ProductPublish, ProductPublishSpec, PublishStatus},
};
use services::{
    Mode,
    delivery::{Session, WakeUp},
};

use crate::{
    delivery::{Scene, scene, status},
    support::{
        fake_agent::FakeAgent,
        offer::Offer,
        test_db::{TestDb, both_engines},
        world::World,
    },
};

both_engines! {
    routes_do_not_open_under_older_guards
    guards_do_not_go_while_routes_are_left
    a_new_agent_begins_from_the_outside
    a_wake_up_that_came_too_early_comes_again
}

fn kinds(keys: &[ItemKey]) -> Vec<ItemKind> {
    keys.iter().map(|key| key.kind).collect()
}

async fn publish_again(world: &World, offer: &Offer, publish: &ProductPublish) {
    let publishes = &world.services.product_publish;
    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
}

/// The next revision asks for keys.
async fn lock_down(world: &World, offer: &Offer, publish: &ProductPublish) {
    let publishes = &world.services.product_publish;
    let before = publishes.get(&offer.editor, publish.id).await.unwrap();
    let spec = ProductPublishSpec { auth_mode: AuthMode::ApiKey, ..before.spec };
    publishes.update(&offer.editor, publish.id, before.version, spec, Mode::Commit).await.unwrap();
    publish_again(world, offer, publish).await;
}

async fn wake_up(world: &World, agent: &FakeAgent, session: Session, kind: ItemKind) -> WakeUp {
    let due = agent.claim(world, session).await;
    due.into_iter().find(|wake_up| wake_up.key.kind == kind).unwrap()
}

async fn assert_waits(world: &World, agent: &FakeAgent, key: &ItemKey) {
    let refused = world.services.delivery.fetch(&agent.caller, key).await.unwrap_err();
    assert_eq!(refused.reason().code, Code::ItemWaits);
}

/// The wake-up names a generation whose guards are there; what is fetched would be newer.
async fn routes_do_not_open_under_older_guards(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    publish_again(&world, &offer, &publish).await;
    let early = wake_up(&world, &agent, session, ItemKind::Deploy).await;
    lock_down(&world, &offer, &publish).await;
    assert_waits(&world, &agent, &early.key).await;
    let order = agent.settle(&world, session).await;
    assert_eq!(kinds(&order), [ItemKind::Access, ItemKind::Deploy]);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}

async fn guards_do_not_go_while_routes_are_left(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    lock_down(&world, &offer, &publish).await;
    let early = wake_up(&world, &agent, session, ItemKind::Access).await;
    world.services.product_publish.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    assert_waits(&world, &agent, &early.key).await;
    let order = agent.settle(&world, session).await;
    assert_eq!(kinds(&order), [ItemKind::Deploy, ItemKind::Access, ItemKind::Gateway, ItemKind::Tenant]);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Withdrawn);
}

/// What was reported from another folder says nothing about an empty one.
async fn a_new_agent_begins_from_the_outside(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let deploy = agent.held.keys().find(|key| key.kind == ItemKind::Deploy).unwrap().clone();
    agent.held.clear();
    let session = agent.connect(&world).await;
    let detail = world.services.product_publish.detail(&offer.editor, publish.id).await.unwrap();
    assert!(detail.items.iter().all(|item| !item.up_to_date), "{:#?}", detail.items);
    assert_waits(&world, &agent, &deploy).await;
    let first = agent.claim(&world, session).await;
    assert_eq!(first.iter().map(|w| w.key.kind).collect::<Vec<_>>(), [ItemKind::Tenant]);
    agent.carry_out(&world, session, &first[0]).await.unwrap();
    let order = agent.settle(&world, session).await;
    assert_eq!(kinds(&order), [ItemKind::Gateway, ItemKind::Access, ItemKind::Deploy]);
    let detail = world.services.product_publish.detail(&offer.editor, publish.id).await.unwrap();
    assert!(detail.items.iter().all(|item| item.up_to_date), "{:#?}", detail.items);
}

/// Not when its lease ends, but as soon as its turn comes.
async fn a_wake_up_that_came_too_early_comes_again(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    publish_again(&world, &offer, &publish).await;
    let early = wake_up(&world, &agent, session, ItemKind::Deploy).await;
    world.services.delivery.ack(&agent.caller, session, early.command, early.attempt).await.unwrap();
    let access = agent.held.keys().find(|key| key.kind == ItemKind::Access).unwrap().clone();
    let guard = agent.fetch(&world, &access).await;
    let gone = agent.report_of(&guard, Phase::Failed, "somebody holds the file");
    world.services.delivery.report(&agent.caller, session, gone).await.unwrap();
    assert_waits(&world, &agent, &early.key).await;
    assert!(agent.claim(&world, session).await.is_empty(), "its turn has not come");
    let back = agent.report_of(&guard, Phase::Applied, "");
    world.services.delivery.report(&agent.caller, session, back).await.unwrap();
    let order = agent.settle(&world, session).await;
    assert_eq!(order, [early.key]);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}
