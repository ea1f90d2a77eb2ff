//! A database that was restored from a backup, or lost its last changes, while the agent went on:
//! nothing is removed or rolled back by itself, and nothing that is decided afterwards is stuck.

use domain::{
    Code,
    item::{ItemKey, ItemKind},
    product_publish::{ProductPublish, PublishStatus},
};
use services::Mode;

use crate::{
    delivery::{Scene, scene, status},
    support::{
        fake_agent::FakeAgent,
        test_db::{TestDb, both_engines},
        world::World,
    },
};

both_engines! {
    what_the_agent_alone_knows_stays_until_somebody_decides
    the_same_content_only_gets_a_new_number
    a_tombstone_from_a_backup_removes_nothing_newer
    counting_goes_on_above_the_agent
}

async fn notice(world: &World, agent: &FakeAgent) -> Option<Code> {
    let (id, _) = agent.caller.agent().unwrap();
    let agent = world.services.agent.get(&world.operator(), id).await.unwrap();
    agent.notice.map(|notice| notice.code)
}

async fn live(scene: &mut Scene) -> ProductPublish {
    let session = scene.agent.connect(&scene.world).await;
    let publish = scene.offer.published(&scene.world, &scene.cluster, "a.example.com").await;
    scene.agent.settle(&scene.world, session).await;
    publish
}

fn key(agent: &FakeAgent, kind: ItemKind) -> ItemKey {
    agent.held.keys().find(|key| key.kind == kind).unwrap().clone()
}

/// The agent has applied later generations of some items, with other content.
fn move_ahead(agent: &mut FakeAgent, kinds: &[ItemKind]) {
    for kind in kinds {
        let key = key(agent, *kind);
        agent.held.insert(key, (40, "ab".repeat(32)));
    }
}

async fn what_the_agent_alone_knows_stays_until_somebody_decides(db: TestDb) {
    let mut scene = scene(db).await;
    let publish = live(&mut scene).await;
    let Scene { world, offer, mut agent, .. } = scene;
    move_ahead(&mut agent, &[ItemKind::Access, ItemKind::Deploy]);
    let session = agent.connect(&world).await;
    assert_eq!(notice(&world, &agent).await, Some(Code::AgentAhead));
    assert!(agent.claim(&world, session).await.is_empty(), "nothing is rolled back by itself");
    let publishes = &world.services.product_publish;
    let detail = publishes.detail(&offer.editor, publish.id).await.unwrap();
    let ahead = detail.items.iter().filter(|item| !item.up_to_date);
    assert_eq!(ahead.map(|item| item.key.kind).collect::<Vec<_>>(), [ItemKind::Access, ItemKind::Deploy]);
    // Still so after another connection.
    let session_again = agent.connect(&world).await;
    assert_eq!(notice(&world, &agent).await, Some(Code::AgentAhead));
    assert!(session_again.epoch > session.epoch && agent.claim(&world, session_again).await.is_empty());

    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    let order = agent.settle(&world, session_again).await;
    assert_eq!(order.iter().map(|key| key.kind).collect::<Vec<_>>(), [ItemKind::Access, ItemKind::Deploy]);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
    agent.connect(&world).await;
    assert_eq!(notice(&world, &agent).await, None);
}

async fn the_same_content_only_gets_a_new_number(db: TestDb) {
    let mut scene = scene(db).await;
    let publish = live(&mut scene).await;
    let Scene { world, offer, mut agent, .. } = scene;
    let gateway = key(&agent, ItemKind::Gateway);
    let hash = agent.held[&gateway].1.clone();
    agent.held.insert(gateway.clone(), (40, hash.clone()));
    let session = agent.connect(&world).await;
    assert_eq!(agent.settle(&world, session).await, std::slice::from_ref(&gateway));
    assert_eq!(agent.held[&gateway], (41, hash));
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
}

/// After the backup was made it was published again; the backup still says that it goes.
async fn a_tombstone_from_a_backup_removes_nothing_newer(db: TestDb) {
    let mut scene = scene(db).await;
    let publish = live(&mut scene).await;
    let Scene { world, offer, mut agent, .. } = scene;
    let publishes = &world.services.product_publish;
    publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    let all = ItemKind::ALL;
    move_ahead(&mut agent, all);
    let session = agent.connect(&world).await;
    assert!(agent.claim(&world, session).await.is_empty());
    assert_eq!(agent.held.len(), 4);
    // Withdrawing it now is a decision about what is there now.
    publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    assert_eq!(agent.settle(&world, session).await.len(), 4);
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Withdrawn);
    assert!(agent.held.is_empty());
}

async fn counting_goes_on_above_the_agent(db: TestDb) {
    let mut scene = scene(db).await;
    live(&mut scene).await;
    let Scene { world, offer, cluster, mut agent } = scene;
    // What it knew more has been removed since: nothing differs but the count.
    let hello = services::delivery::Hello { generation: 70, ..agent.hello() };
    let welcome = world.services.delivery.connect(&agent.caller, &hello).await.unwrap();
    assert_eq!(notice(&world, &agent).await, Some(Code::AgentAhead));
    assert!(agent.claim(&world, welcome.session).await.is_empty());
    let second = offer.published(&world, &cluster, "b.example.com").await;
    agent.settle(&world, welcome.session).await;
    assert_eq!(status(&world, &offer, &second).await, PublishStatus::Live);
    let newest = agent.held.values().map(|(generation, _)| *generation).max().unwrap();
    assert!(newest > 70, "{newest}");
}
