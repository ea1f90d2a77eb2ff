//! What was there before desired state takes part in it.

use domain::product_publish::PublishStatus;
use services::{Bus, Ctx, Db, Mode, Services, settings::Settings};

use crate::support::{
    offer::{Offer, cluster},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! { an_older_cluster_takes_publishes }

async fn an_older_cluster_takes_publishes(db: TestDb) {
    let url = db.url.clone();
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let eu = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &eu, "a.example.com").await;
    let all = migration::status(&url).await.unwrap();
    let newer = all.iter().rev().position(|step| step.name.ends_with("create_desired_state")).unwrap() + 1;
    migration::down(&url, Some(newer.try_into().unwrap())).await.unwrap();
    migration::up(&url, None).await.unwrap();

    // The pools from before have prepared statements for tables that are gone.
    let pools = Db::connect(&url, 4).await.unwrap();
    let keys = world.services.ctx.keys.clone();
    let services = Services::new(Ctx::new(pools, world.clock.clone(), Bus::new(), keys, Settings::default()));
    let publishes = &services.product_publish;
    let sent = publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap();
    assert_eq!(sent.status, PublishStatus::Publishing);
    let off = publishes.withdraw(&offer.editor, draft.id, None, Mode::Commit).await.unwrap();
    assert_eq!(off.status, PublishStatus::Withdrawing);
}
