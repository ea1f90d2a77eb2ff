//! What the program does on its own, and the limits it keeps to.

use chrono::TimeDelta;
use domain::{
    Code,
    tenant::{Limits, TenantSpec},
};
use services::{Ctx, Db, Keys, Mode, Services, settings::Settings};

use crate::support::{
    fake_agent::FakeAgent,
    offer::{Offer, cluster, service_spec},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    a_sweep_keeps_what_is_wanted
    keys_that_are_missing_are_named
    a_tenant_has_no_more_than_its_limit
}

async fn a_sweep_keeps_what_is_wanted(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let mut agent = FakeAgent::register(&world, &cluster, "main").await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    world.clock.advance(TimeDelta::days(30));
    world.services.product_publish.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap();
    world.services.maintenance.sweep().await.unwrap();
    // Older content that is still wanted, newer content, and the commands that wait are all there.
    agent.held.clear();
    let session = agent.connect(&world).await;
    assert_eq!(agent.settle(&world, session).await.len(), 4);
    world.clock.advance(TimeDelta::days(30));
    world.services.maintenance.sweep().await.unwrap();
    let preview = world.services.product_publish.preview(&offer.editor, publish.id).await.unwrap();
    assert!(preview.items.iter().any(|item| item.live_yaml.contains("kind: Gateway")));
}

async fn keys_that_are_missing_are_named(db: TestDb) {
    let url = db.url.clone();
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    FakeAgent::register(&world, &cluster, "main").await;
    assert!(world.services.maintenance.missing_keys().await.unwrap().is_empty());
    let other = Keys::parse(&Keys::generate(&world.clock)).unwrap();
    let pools = Db::connect(&url, 1).await.unwrap();
    let ctx = Ctx::new(pools, world.clock.clone(), services::Bus::new(), other, Settings::default());
    let missing = Services::new(ctx).maintenance.missing_keys().await.unwrap();
    assert_eq!(missing, world.services.ctx.keys.kids().collect::<Vec<_>>());
}

async fn a_tenant_has_no_more_than_its_limit(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let spec = TenantSpec {
        limits: Limits { api_services: Some(1), ..Limits::default() },
        ..offer.tenant.spec.clone()
    };
    let tenants = &world.services.tenant;
    tenants
        .update(&world.operator(), offer.tenant.id, offer.tenant.version, spec, Mode::Commit)
        .await
        .unwrap();
    let one_more = world.services.api_service.create(&offer.editor, service_spec("more"), Mode::Commit).await;
    assert_eq!(one_more.unwrap_err().reason().code, Code::LimitReached);
}
