//! Giving up on a publish whose cluster is gone.

use domain::{
    Code, Error,
    cluster::{Cluster, ClusterStatus},
    page::PageRequest,
    product_publish::{Environment, ProductPublishSpec, PublishStatus},
    role::{PlatformRole, Role},
};
use services::{AuditEventFilter, Caller, Mode};

use crate::support::{
    fake_agent::FakeAgent,
    offer::{Offer, cluster},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! { forgotten_and_deleted what_others_need_stays refused }

async fn retire(world: &World, cluster: &Cluster) {
    let clusters = &world.services.cluster;
    clusters
        .set_status(&world.operator(), cluster.id, cluster.version, ClusterStatus::Retired, Mode::Commit)
        .await
        .unwrap();
}

async fn forgotten_and_deleted(db: TestDb) {
    let world = World::new(db).await;
    let (operator, publishes) = (world.operator(), &world.services.product_publish);
    let offer = Offer::new(&world, "acme").await;
    let gone = cluster(&world, "gone").await;
    let mut agent = FakeAgent::register(&world, &gone, "main").await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &gone, "a.example.com").await;
    agent.settle(&world, session).await;
    publishes.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    retire(&world, &gone).await;

    publishes.forget(&operator, publish.id, "It burnt down.", Mode::DryRun).await.unwrap();
    let stays = publishes.get(&offer.editor, publish.id).await.unwrap();
    assert_eq!(stays.status, PublishStatus::Withdrawing);
    publishes.forget(&operator, publish.id, " It burnt down. ", Mode::Commit).await.unwrap();
    let detail = publishes.detail(&offer.editor, publish.id).await.unwrap();
    assert_eq!((detail.publish.status, detail.items.len()), (PublishStatus::Withdrawn, 0));
    assert_eq!(detail.publish.message, "It burnt down.");
    let now = world.services.cluster.get(&operator, gone.id).await.unwrap();
    assert_eq!((now.publishes, now.generation), (0, 3), "published, withdrawn, forgotten");
    let session = agent.connect(&world).await;
    assert_eq!(agent.claim(&world, session).await, [], "nothing is left to tell");

    let filter = AuditEventFilter { tenant: Some(offer.tenant.id), ..AuditEventFilter::default() };
    let events = world.services.audit_event.list(&operator, &filter, &PageRequest::default()).await.unwrap();
    let event = events.items.iter().find(|e| e.action == "forget").unwrap();
    assert_eq!(event.actor, "admin@example.com");
    let after = event.after.as_ref().unwrap();
    assert_eq!((&after["reason"], &after["was"]), (&"It burnt down.".into(), &"withdrawing".into()));

    publishes.delete(&offer.editor, publish.id, publish.version + 1, Mode::Commit).await.unwrap();
    let (id, _) = agent.caller.agent().unwrap();
    world.services.agent.revoke(&operator, id, Mode::Commit).await.unwrap();
    world.services.cluster.delete(&operator, gone.id, now.version, Mode::Commit).await.unwrap();
}

async fn what_others_need_stays(db: TestDb) {
    let world = World::new(db).await;
    let publishes = &world.services.product_publish;
    let offer = Offer::new(&world, "acme").await;
    let gone = cluster(&world, "gone").await;
    let first = offer.published(&world, &gone, "a.example.com").await;
    let second = ProductPublishSpec { environment: Environment::Dev, ..offer.spec(&gone, "b.example.com") };
    let second = publishes.create(&offer.editor, second, Mode::Commit).await.unwrap();
    publishes.publish(&offer.editor, second.id, None, "", Mode::Commit).await.unwrap();
    retire(&world, &gone).await;
    publishes.forget(&world.operator(), first.id, "Gone.", Mode::Commit).await.unwrap();
    let detail = publishes.detail(&offer.editor, second.id).await.unwrap();
    assert_eq!(detail.items.len(), 4, "namespace and gateway are shared");
    publishes.forget(&world.operator(), second.id, "Gone.", Mode::Commit).await.unwrap();
    assert!(publishes.detail(&offer.editor, second.id).await.unwrap().items.is_empty());
}

async fn refused(db: TestDb) {
    let world = World::new(db).await;
    let (operator, publishes) = (world.operator(), &world.services.product_publish);
    let offer = Offer::new(&world, "acme").await;
    let eu = cluster(&world, "eu").await;
    let publish = offer.published(&world, &eu, "a.example.com").await;
    let draft = offer.draft(&world, &eu, "b.example.com").await;
    let forget = async |caller: &Caller, id, reason| publishes.forget(caller, id, reason, Mode::Commit).await;
    for caller in [world.person(PlatformRole::Viewer), world.member(&offer.tenant, Role::Owner)] {
        let error = forget(&caller, publish.id, "Gone.").await.unwrap_err();
        assert!(matches!(error, Error::Forbidden(_)), "{error}");
    }
    for (reason, code) in [("  ", Code::Required), ("a\0b", Code::ControlCharacter)] {
        let error = forget(&operator, publish.id, reason).await.unwrap_err();
        assert_eq!((error.fields()[0].field.as_str(), error.fields()[0].reason.code), ("reason", code));
    }
    let error = forget(&operator, publish.id, "Gone.").await.unwrap_err();
    assert_eq!(error.reason().code, Code::ClusterNotRetired);
    retire(&world, &eu).await;
    let error = forget(&operator, draft.id, "Gone.").await.unwrap_err();
    assert_eq!(error.reason().code, Code::BadTransition);
    let error = forget(&operator, world.clock.id(), "Gone.").await.unwrap_err();
    assert_eq!(error, Error::not_found("publish"));
}
