//! Gateways: what is refused, two who change one at once, another tenant's eyes, and what keeps one.

use domain::{Code, Error, gateway::GatewaySpec, page::PageRequest, role::Role};
use services::{GatewayFilter, Mode};

use crate::support::{
    offer::{Offer, cluster},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    changed_and_found
    refused
    two_changes_at_once_are_one
    another_tenant_sees_none
    deleted_when_nothing_uses_it
}

async fn changed_and_found(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let (gateways, before) = (&world.services.gateway, offer.gateway.clone());
    let spec = GatewaySpec { title: "Everybody's".to_owned(), ..before.spec.clone() };
    let change = async |mode| gateways.update(&offer.editor, before.id, 1, spec.clone(), mode).await;
    change(Mode::DryRun).await.unwrap();
    assert_eq!(gateways.get(&offer.editor, before.id).await.unwrap(), before);
    let changed = change(Mode::Commit).await.unwrap();
    assert_eq!(
        (changed.version, gateways.get(&offer.editor, before.id).await.unwrap()),
        (2, changed.clone())
    );
    let found = async |search: &str| {
        let filter = GatewayFilter { search: Some(search.to_owned()), ..GatewayFilter::default() };
        gateways.list(&offer.editor, &filter, &PageRequest::default()).await.unwrap().items
    };
    assert_eq!(found("EVERY").await, [changed]);
    assert_eq!(found("nobody").await, []);
}

async fn refused(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let gateways = &world.services.gateway;
    let twin = gateways.create(&offer.editor, offer.gateway.spec.clone(), Mode::Commit).await.unwrap_err();
    assert_eq!((twin.fields()[0].field.as_str(), twin.fields()[0].reason.code), ("name", Code::NameTaken));
    let nameless = GatewaySpec { name: "No".to_owned(), title: String::new(), ..offer.gateway.spec.clone() };
    let error =
        gateways.update(&offer.editor, offer.gateway.id, 1, nameless, Mode::Commit).await.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["name", "title"]);
    let viewer = world.member(&offer.tenant, Role::Viewer);
    let error = gateways.create(&viewer, offer.gateway.spec.clone(), Mode::Commit).await.unwrap_err();
    assert_eq!(error, Error::Forbidden(Code::Forbidden.into()));
}

async fn two_changes_at_once_are_one(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let (gateways, gateway) = (&world.services.gateway, &offer.gateway);
    let tries = (0..8).map(|i| {
        let spec = GatewaySpec { title: format!("Title {i}"), ..gateway.spec.clone() };
        gateways.update(&offer.editor, gateway.id, gateway.version, spec, Mode::Commit)
    });
    let results = futures::future::join_all(tries).await;
    let (done, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    for error in refused {
        assert_eq!(error.unwrap_err(), Error::Precondition(Code::VersionStale.into()));
    }
    let now = gateways.get(&offer.editor, gateway.id).await.unwrap();
    assert_eq!(now, done.into_iter().next().unwrap().unwrap());
}

async fn another_tenant_sees_none(db: TestDb) {
    let world = World::new(db).await;
    let (acme, other) = (Offer::new(&world, "acme").await, Offer::new(&world, "globex").await);
    let (gateways, theirs) = (&world.services.gateway, &acme.gateway);
    let absent = Error::not_found("gateway");
    assert_eq!(gateways.get(&other.editor, theirs.id).await.unwrap_err(), absent);
    let spec = theirs.spec.clone();
    let error = gateways.update(&other.editor, theirs.id, 1, spec, Mode::Commit).await.unwrap_err();
    assert_eq!(error, absent);
    assert_eq!(gateways.delete(&other.editor, theirs.id, 1, Mode::Commit).await.unwrap_err(), absent);
    let listed = gateways.list(&other.editor, &GatewayFilter::default(), &PageRequest::default()).await;
    assert_eq!(listed.unwrap().items, [other.gateway]);
}

async fn deleted_when_nothing_uses_it(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let (gateways, gateway) = (&world.services.gateway, &offer.gateway);
    let draft = offer.draft(&world, &cluster(&world, "eu").await, "a.example.com").await;
    let delete = async |version| gateways.delete(&offer.editor, gateway.id, version, Mode::Commit).await;
    assert_eq!(delete(2).await.unwrap_err(), Error::Precondition(Code::VersionStale.into()));
    let error = delete(1).await.unwrap_err();
    assert_eq!(error.reason().code, Code::InUse);
    world
        .services
        .product_publish
        .delete(&offer.editor, draft.id, draft.version, Mode::Commit)
        .await
        .unwrap();
    delete(1).await.unwrap();
    let error = gateways.get(&offer.editor, gateway.id).await.unwrap_err();
    assert_eq!(error, Error::not_found("gateway"));
}
