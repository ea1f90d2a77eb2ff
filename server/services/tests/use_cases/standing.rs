//! What is on the cluster is told apart from what the draft says.

use domain::product_publish::{Environment, PublishStatus};
use services::{Mode, Topic};

use crate::support::{
    fake_agent::FakeAgent,
    offer::{Offer, cluster},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    a_draft_does_not_change_what_serves
    a_changed_service_is_an_unpublished_change
    publishes_are_counted_by_status
    an_operator_sees_that_publishes_are_there
    another_tenants_standing_does_not_exist
    a_new_draft_is_told
}

async fn a_draft_does_not_change_what_serves(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let publishes = &world.services.product_publish;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let standing = async || publishes.standing(&offer.editor, draft.id).await.unwrap();
    assert_eq!(standing().await.published, None, "nothing was sent");
    let sent = publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap();
    let published = standing().await.published.unwrap();
    assert_eq!((published.number, published.serves), (1, false), "it is on its way");

    let mut agent = FakeAgent::register(&world, &cluster, "main").await;
    let session = agent.connect(&world).await;
    agent.settle(&world, session).await;
    let mut spec = offer.spec(&cluster, "b.example.com");
    spec.environment = Environment::Dev;
    publishes.update(&offer.editor, sent.id, sent.version, spec, Mode::Commit).await.unwrap();
    let now = standing().await;
    let published = now.published.unwrap();
    assert!(now.unpublished_changes && published.serves);
    assert_eq!(
        (published.hostnames, published.environment),
        (vec!["a.example.com".to_owned()], Environment::Prod)
    );
    let addresses = publishes.addresses(&offer.editor, &[sent.id]).await.unwrap();
    assert_eq!(addresses[&sent.id], (vec!["a.example.com".to_owned()], "/".to_owned()));

    publishes.publish(&offer.editor, sent.id, None, "", Mode::Commit).await.unwrap();
    let now = standing().await;
    assert!(!now.unpublished_changes);
    assert_eq!(now.published.unwrap().number, 1, "the new one does not serve yet");
}

async fn a_changed_service_is_an_unpublished_change(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    let publishes = &world.services.product_publish;
    let changed = async || publishes.standing(&offer.editor, publish.id).await.unwrap().unpublished_changes;
    assert!(!changed().await);
    let services = &world.services.api_service;
    let rename = |spec: &mut domain::api_service::ApiServiceSpec| {
        spec.routes[0].path.value = "/elsewhere".to_owned();
        Ok(())
    };
    services.edit(&offer.editor, offer.service.id, None, Mode::Commit, rename).await.unwrap();
    assert!(changed().await);
}

async fn publishes_are_counted_by_status(db: TestDb) {
    let world = World::new(db).await;
    let (offer, other) = (Offer::new(&world, "acme").await, Offer::new(&world, "globex").await);
    let cluster = cluster(&world, "eu").await;
    for hostname in ["a.example.com", "b.example.com"] {
        offer.published(&world, &cluster, hostname).await;
    }
    offer.draft(&world, &cluster, "c.example.com").await;
    other.draft(&world, &cluster, "d.example.com").await;
    let tally = world.services.product_publish.tally(&offer.editor).await.unwrap();
    let expected = [(PublishStatus::Draft, 1), (PublishStatus::Publishing, 2)];
    assert_eq!(tally.into_iter().collect::<Vec<_>>(), expected);
}

async fn an_operator_sees_that_publishes_are_there(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let (eu, us) = (cluster(&world, "eu").await, cluster(&world, "us").await);
    let publish = offer.published(&world, &eu, "a.example.com").await;
    offer.draft(&world, &us, "b.example.com").await;
    let publishes = &world.services.product_publish;
    let page = publishes.deployments(&world.operator(), eu.id, &Default::default()).await.unwrap();
    let seen: Vec<_> =
        page.items.iter().map(|d| (d.id, d.tenant.as_str(), d.product.as_str(), d.status)).collect();
    assert_eq!(seen, [(publish.id, "acme", "Shop", PublishStatus::Publishing)]);
    assert!(publishes.deployments(&offer.editor, eu.id, &Default::default()).await.is_err());
}

async fn another_tenants_standing_does_not_exist(db: TestDb) {
    let world = World::new(db).await;
    let (offer, other) = (Offer::new(&world, "acme").await, Offer::new(&world, "globex").await);
    let cluster = cluster(&world, "eu").await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    let publishes = &world.services.product_publish;
    assert_eq!(publishes.standing(&other.editor, publish.id).await, Err(domain::Error::not_found("publish")));
    assert!(publishes.addresses(&other.editor, &[publish.id]).await.unwrap().is_empty());
}

async fn a_new_draft_is_told(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let mut heard = world.services.ctx.bus.subscribe();
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    assert_eq!(heard.try_recv(), Ok(Topic::Publish(offer.tenant.id, draft.id)));
}
