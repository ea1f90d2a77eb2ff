//! What a publish holds while nobody knows which of its revisions an agent has applied.

use domain::{Code, Error, cluster::Cluster, product_publish::ProductPublish};
use services::Mode;

use crate::support::{
    fake_agent::FakeAgent,
    offer::{Offer, cluster},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! { every_revision_that_may_serve_is_held }

async fn publish_as(world: &World, offer: &Offer, publish: &ProductPublish, hostname: &str) {
    let publishes = &world.services.product_publish;
    let stored = publishes.get(&offer.editor, publish.id).await.unwrap();
    let mut spec = stored.spec;
    spec.hostnames = vec![hostname.to_owned()];
    publishes.update(&offer.editor, publish.id, stored.version, spec, Mode::Commit).await.unwrap();
    publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
}

/// Which hostnames somebody else could have.
async fn free(world: &World, offer: &Offer, cluster: &Cluster, hostnames: [&str; 4]) -> Vec<String> {
    let mut free = Vec::new();
    for hostname in hostnames {
        let draft = offer.draft(world, cluster, hostname).await;
        let publishes = &world.services.product_publish;
        match publishes.publish(&offer.editor, draft.id, None, "", Mode::DryRun).await {
            Ok(_) => free.push(hostname.to_owned()),
            Err(Error::Invalid(fields)) => assert_eq!(fields[0].reason.code, Code::HostnameTakenByOther),
            Err(other) => panic!("{other}"),
        }
    }
    free
}

async fn every_revision_that_may_serve_is_held(db: TestDb) {
    let world = World::new(db).await;
    let (acme, other) = (Offer::new(&world, "acme").await, Offer::new(&world, "other").await);
    let eu = cluster(&world, "eu").await;
    let mut agent = FakeAgent::register(&world, &eu, "main").await;
    let hostnames = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"];
    let publish = acme.published(&world, &eu, hostnames[0]).await;
    publish_as(&world, &acme, &publish, hostnames[1]).await;
    publish_as(&world, &acme, &publish, hostnames[2]).await;
    assert_eq!(free(&world, &other, &eu, hostnames).await, ["d.example.com"], "no report says which serves");

    let session = agent.connect(&world).await;
    agent.settle(&world, session).await;
    let others = ["a.example.com", "b.example.com", "d.example.com"];
    assert_eq!(free(&world, &other, &eu, hostnames).await, others, "the newest serves");
    publish_as(&world, &acme, &publish, hostnames[3]).await;
    publish_as(&world, &acme, &publish, hostnames[0]).await;
    let between = ["b.example.com"];
    assert_eq!(free(&world, &other, &eu, hostnames).await, between, "from the serving one to the wanted one");

    agent.settle(&world, session).await;
    let publishes = &world.services.product_publish;
    publishes.withdraw(&acme.editor, publish.id, None, Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;
    assert_eq!(free(&world, &other, &eu, hostnames).await, hostnames);
    publish_as(&world, &acme, &publish, hostnames[1]).await;
    let later = ["a.example.com", "c.example.com", "d.example.com"];
    assert_eq!(free(&world, &other, &eu, hostnames).await, later, "what was withdrawn is not held again");
}
