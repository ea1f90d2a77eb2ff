//! Going back to an older revision.

use domain::{
    Code, Error,
    product_publish::{ProductPublish, PublishStatus},
};
use services::Mode;

use crate::{
    delivery::{Scene, scene},
    support::{
        offer::{Offer, cluster},
        test_db::{TestDb, both_engines},
        world::World,
    },
};

both_engines! {
    an_older_revision_is_really_redeployed
    what_is_in_the_way_of_going_back_is_said
    a_dry_run_goes_nowhere
}

/// The publish, saved with another hostname and sent.
async fn moved(world: &World, offer: &Offer, publish: &ProductPublish, hostname: &str) -> ProductPublish {
    let publishes = &world.services.product_publish;
    let mut spec = publish.spec.clone();
    spec.hostnames = vec![hostname.to_owned()];
    let saved =
        publishes.update(&offer.editor, publish.id, publish.version, spec, Mode::Commit).await.unwrap();
    publishes.publish(&offer.editor, saved.id, None, "", Mode::Commit).await.unwrap()
}

async fn an_older_revision_is_really_redeployed(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let publishes = &world.services.product_publish;
    let session = agent.connect(&world).await;
    let first = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let held = agent.held.clone();
    moved(&world, &offer, &first, "b.example.com").await;
    agent.settle(&world, session).await;
    assert_ne!(hashes(&agent.held), hashes(&held));

    let back = publishes.rollback(&offer.editor, first.id, None, 1, "It broke", Mode::Commit).await.unwrap();
    assert_eq!((back.status, back.current_revision), (PublishStatus::Publishing, Some(3)));
    assert_eq!(back.spec.hostnames, ["b.example.com"], "the draft is gone on with");
    agent.settle(&world, session).await;
    let live = publishes.detail(&offer.editor, first.id).await.unwrap().publish;
    assert_eq!((live.status, live.serving_revision), (PublishStatus::Live, Some(3)));
    let standing = publishes.standing(&offer.editor, first.id).await.unwrap();
    assert_eq!(standing.published.unwrap().hostnames, ["a.example.com"]);
    assert!(standing.unpublished_changes);
    let history = publishes.revisions(&offer.editor, first.id, &Default::default()).await.unwrap().items;
    let said: Vec<_> = history.iter().map(|r| (r.number, r.note.as_str())).collect();
    assert_eq!(said, [(3, "It broke"), (2, ""), (1, "")]);
    assert_eq!(history[0].spec_hash, history[2].spec_hash, "the content is the older one's");
    // What no longer serves is free for others.
    offer.published(&world, &cluster, "b.example.com").await;
}

fn hashes<K, G>(held: &std::collections::HashMap<K, (G, String)>) -> std::collections::BTreeSet<&str> {
    held.values().map(|(_, hash)| hash.as_str()).collect()
}

async fn what_is_in_the_way_of_going_back_is_said(db: TestDb) {
    let Scene { world, offer, cluster: eu, mut agent } = scene(db).await;
    let publishes = &world.services.product_publish;
    let session = agent.connect(&world).await;
    let first = offer.published(&world, &eu, "a.example.com").await;
    let rollback =
        async |number| publishes.rollback(&offer.editor, first.id, None, number, "", Mode::Commit).await;
    assert_eq!(rollback(7).await.unwrap_err(), Error::not_found("revision"));
    let second = moved(&world, &offer, &first, "b.example.com").await;
    agent.settle(&world, session).await;

    // Somebody else has the older address by now.
    let other = offer.published(&world, &eu, "a.example.com").await;
    let error = rollback(1).await.unwrap_err();
    assert_eq!(codes(&error), [("hostnames[0]", Code::HostnameTaken)]);
    publishes.withdraw(&offer.editor, other.id, None, Mode::Commit).await.unwrap();
    agent.settle(&world, session).await;

    // It has moved to another cluster.
    publishes.withdraw(&offer.editor, second.id, None, Mode::Commit).await.unwrap();
    let error = rollback(1).await.unwrap_err();
    assert!(matches!(error, Error::Conflict(_)), "it is being withdrawn: {error:?}");
    agent.settle(&world, session).await;
    let us = cluster(&world, "us").await;
    let here = publishes.get(&offer.editor, second.id).await.unwrap();
    let mut spec = here.spec.clone();
    spec.cluster_id = us.id;
    publishes.update(&offer.editor, here.id, here.version, spec, Mode::Commit).await.unwrap();
    let error = rollback(1).await.unwrap_err();
    assert_eq!(codes(&error), [("revision", Code::RevisionElsewhere)]);
}

fn codes(error: &Error) -> Vec<(&str, Code)> {
    error.fields().iter().map(|f| (f.field.as_str(), f.reason.code)).collect()
}

async fn a_dry_run_goes_nowhere(db: TestDb) {
    let Scene { world, offer, cluster, .. } = scene(db).await;
    let publishes = &world.services.product_publish;
    let first = offer.published(&world, &cluster, "a.example.com").await;
    let second = moved(&world, &offer, &first, "b.example.com").await;
    let tried = publishes.rollback(&offer.editor, first.id, None, 1, "", Mode::DryRun).await.unwrap();
    assert_eq!(tried.current_revision, Some(3));
    assert_eq!(publishes.get(&offer.editor, first.id).await.unwrap(), second);
    let stale = publishes.rollback(&offer.editor, first.id, Some(1), 1, "", Mode::Commit).await;
    assert!(matches!(stale, Err(Error::Precondition(_))), "{stale:?}");
}
