//! Publishing: everything is checked before anything is written.

use domain::{
    Code, Error,
    api_service::ApiServiceSpec,
    cluster::ClusterStatus,
    item::ItemKind,
    page::PageRequest,
    product::ProductStatus,
    product_publish::{Environment, ProductPublishSpec, PublishStatus},
    role::Role,
};
use services::Mode;

use crate::support::{
    offer::{Offer, cluster},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    a_publish_freezes_a_revision
    what_is_missing_is_named_at_once
    an_address_is_refused_where_it_is_typed_and_when_it_is_sent
    a_claim_is_held_once
    a_claim_is_what_was_published
    two_claims_at_the_same_instant
    a_cluster_that_is_closed_takes_nothing
    a_dry_run_changes_nothing
    a_preview_shows_what_would_be_sent
    a_stale_version_is_refused
    another_tenants_things_do_not_exist
    what_is_used_cannot_be_deleted
    a_publish_on_a_cluster_cannot_move
    what_the_product_has_lost_is_named
}

fn codes(error: &Error) -> Vec<(&str, Code)> {
    error.fields().iter().map(|f| (f.field.as_str(), f.reason.code)).collect()
}

async fn a_publish_freezes_a_revision(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    assert_eq!((publish.status, publish.current_revision), (PublishStatus::Publishing, Some(1)));
    assert_eq!(publish.serving_revision, None, "nothing was reported yet");
    let detail = world.services.product_publish.detail(&offer.editor, publish.id).await.unwrap();
    assert_eq!(detail.items.len(), 4);
    assert!(detail.items.iter().all(|item| !item.up_to_date && item.generation == 1));
    let again = world
        .services
        .product_publish
        .publish(&offer.editor, publish.id, Some(publish.version), " again ", Mode::Commit)
        .await
        .unwrap();
    assert_eq!(again.current_revision, Some(2));
    let (publishes, one) =
        (&world.services.product_publish, PageRequest { limit: Some(1), ..PageRequest::default() });
    let newest = publishes.revisions(&offer.editor, publish.id, &one).await.unwrap();
    let next = PageRequest { cursor: newest.next_cursor, ..one };
    let oldest = publishes.revisions(&offer.editor, publish.id, &next).await.unwrap();
    assert_eq!(oldest.next_cursor, None);
    let revisions = [newest.items, oldest.items].concat();
    assert_eq!(
        revisions.iter().map(|r| (r.number, r.note.as_str())).collect::<Vec<_>>(),
        [(2, "again"), (1, "")]
    );
    assert_eq!(revisions[0].spec_hash, revisions[1].spec_hash, "nothing was edited in between");
}

async fn what_is_missing_is_named_at_once(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let publishes = &world.services.product_publish;
    let spec = ProductPublishSpec {
        gateway_id: None,
        hostnames: vec![],
        api_services: vec![],
        ..offer.spec(&cluster, "a.example.com")
    };
    let draft = publishes.create(&offer.editor, spec, Mode::Commit).await.unwrap();
    let error = publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap_err();
    let expected = [
        ("gateway_id", Code::Required),
        ("hostnames", Code::TooFew),
        ("api_services", Code::NothingToPublish),
    ];
    assert_eq!(codes(&error), expected);
}

async fn an_address_is_refused_where_it_is_typed_and_when_it_is_sent(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let (publishes, gateways) = (&world.services.product_publish, &world.services.gateway);
    let save = async |hostname: &str| {
        publishes.create(&offer.editor, offer.spec(&cluster, hostname), Mode::Commit).await
    };
    let outside = save("a.example.org").await.unwrap_err();
    assert_eq!(codes(&outside), [("hostnames[0]", Code::HostnameNotAllowed)]);
    let draft = save("a.example.com").await.unwrap();

    // Since then the gateway has stopped serving it, and the tenant has lost the suffix.
    let mut narrow = offer.gateway.spec.clone();
    narrow.listeners[0].hostname = Some("*.shop.example.com".to_owned());
    gateways
        .update(&offer.editor, offer.gateway.id, offer.gateway.version, narrow, Mode::Commit)
        .await
        .unwrap();
    let unserved = save("b.example.com").await.unwrap_err();
    assert_eq!(codes(&unserved), [("hostnames[0]", Code::HostnameNotServed)]);
    let send = async || publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap_err();
    assert_eq!(codes(&send().await), [("hostnames[0]", Code::HostnameNotServed)]);
    world.allow(&offer.tenant, &["example.org"]).await;
    assert_eq!(codes(&send().await), [("hostnames[0]", Code::HostnameNotAllowed)]);

    // What is changed elsewhere is not held up by an address that stays as it was.
    let dev = ProductPublishSpec { environment: Environment::Dev, ..draft.spec.clone() };
    let moved = publishes.update(&offer.editor, draft.id, draft.version, dev, Mode::Commit).await.unwrap();
    let readdressed = ProductPublishSpec { hostnames: vec!["c.example.com".to_owned()], ..moved.spec };
    let error = publishes.update(&offer.editor, draft.id, moved.version, readdressed, Mode::Commit).await;
    assert_eq!(codes(&error.unwrap_err()), [("hostnames[0]", Code::HostnameNotAllowed)]);
    assert_eq!(publishes.get(&offer.editor, draft.id).await.unwrap().status, PublishStatus::Draft);
}

async fn a_claim_is_held_once(db: TestDb) {
    let world = World::new(db).await;
    let (acme, other) = (Offer::new(&world, "acme").await, Offer::new(&world, "other").await);
    let cluster = cluster(&world, "eu").await;
    acme.published(&world, &cluster, "a.example.com").await;
    let publishes = &world.services.product_publish;
    // The own tenant's publish is named, another tenant's is not.
    for (offer, code) in [(&acme, Code::HostnameTaken), (&other, Code::HostnameTakenByOther)] {
        let spec = ProductPublishSpec {
            base_path: "/v1".to_owned(),
            environment: Environment::Dev,
            ..offer.spec(&cluster, "A.example.com")
        };
        let draft = publishes.create(&offer.editor, spec, Mode::Commit).await.unwrap();
        let error = publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap_err();
        assert_eq!(codes(&error), [("hostnames[0]", code)]);
        assert_eq!(error.to_string().contains("Shop"), code == Code::HostnameTaken, "{error}");
    }
}

/// An edit that was not published neither frees what still serves nor takes anything.
async fn a_claim_is_what_was_published(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let live = offer.published(&world, &cluster, "a.example.com").await;
    let publishes = &world.services.product_publish;
    let moved = offer.spec(&cluster, "b.example.com");
    publishes.update(&offer.editor, live.id, live.version, moved, Mode::Commit).await.unwrap();
    let old = offer.draft(&world, &cluster, "a.example.com").await;
    let error = publishes.publish(&offer.editor, old.id, None, "", Mode::Commit).await.unwrap_err();
    assert_eq!(codes(&error), [("hostnames[0]", Code::HostnameTaken)]);
    publishes.publish(&offer.editor, live.id, None, "", Mode::Commit).await.unwrap();
    let new = offer.draft(&world, &cluster, "b.example.com").await;
    let error = publishes.publish(&offer.editor, new.id, None, "", Mode::Commit).await.unwrap_err();
    assert_eq!(codes(&error), [("hostnames[0]", Code::HostnameTaken)]);
}

async fn two_claims_at_the_same_instant(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let publishes = &world.services.product_publish;
    let mut drafts = Vec::new();
    for _ in 0..8 {
        drafts.push(offer.draft(&world, &cluster, "a.example.com").await.id);
    }
    let tries = drafts.iter().map(|id| publishes.publish(&offer.editor, *id, None, "", Mode::Commit));
    let results = futures::future::join_all(tries).await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1, "{results:?}");
    assert!(
        results
            .iter()
            .filter_map(|r| r.as_ref().err())
            .all(|e| codes(e) == [("hostnames[0]", Code::HostnameTaken)])
    );
}

async fn a_cluster_that_is_closed_takes_nothing(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let clusters = &world.services.cluster;
    let operator = world.operator();
    let retired =
        clusters.set_status(&operator, cluster.id, 1, ClusterStatus::Retired, Mode::Commit).await.unwrap();
    let publishes = &world.services.product_publish;
    let error = publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap_err();
    assert_eq!(codes(&error), [("cluster_id", Code::ClusterNotActive)]);
    let back = clusters
        .set_status(&operator, cluster.id, retired.version, ClusterStatus::Active, Mode::Commit)
        .await;
    assert_eq!(back.unwrap_err().reason().code, Code::BadTransition, "retiring is final");
}

async fn a_dry_run_changes_nothing(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let publishes = &world.services.product_publish;
    let would = publishes.publish(&offer.editor, draft.id, None, "", Mode::DryRun).await.unwrap();
    assert_eq!(would.status, PublishStatus::Publishing);
    assert_eq!(publishes.get(&offer.editor, draft.id).await.unwrap(), draft);
    let unchanged = world.services.cluster.get(&world.operator(), cluster.id).await.unwrap();
    assert_eq!(unchanged.generation, 0);
}

async fn a_preview_shows_what_would_be_sent(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let publishes = &world.services.product_publish;
    let preview = publishes.preview(&offer.editor, draft.id).await.unwrap();
    assert!(preview.items.iter().all(|item| item.changed && item.live_yaml.is_empty()));
    let yaml: String = preview.items.iter().map(|item| item.yaml.as_str()).collect();
    assert!(yaml.contains("kind: HTTPRoute") && yaml.contains("a.example.com"), "{yaml}");
    publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap();
    let after = publishes.preview(&offer.editor, draft.id).await.unwrap();
    assert!(after.items.iter().all(|item| !item.changed), "nothing was edited");
    let mut service = offer.service.spec.clone();
    service.routes[0].timeout_ms = Some(500);
    world
        .services
        .api_service
        .update(&offer.editor, offer.service.id, 1, service, Mode::Commit)
        .await
        .unwrap();
    let edited = publishes.preview(&offer.editor, draft.id).await.unwrap();
    let changed: Vec<_> = edited.items.iter().filter(|i| i.changed).map(|i| i.key.kind).collect();
    assert_eq!(changed, [ItemKind::Deploy]);
}

async fn a_stale_version_is_refused(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let services = &world.services.api_service;
    let spec = |title: &str| ApiServiceSpec { title: title.to_owned(), ..offer.service.spec.clone() };
    services.update(&offer.editor, offer.service.id, 1, spec("First"), Mode::Commit).await.unwrap();
    let error =
        services.update(&offer.editor, offer.service.id, 1, spec("Second"), Mode::Commit).await.unwrap_err();
    assert_eq!(error, Error::Precondition(Code::VersionStale.into()));
    assert_eq!(services.get(&offer.editor, offer.service.id).await.unwrap().spec.title, "First");
}

async fn another_tenants_things_do_not_exist(db: TestDb) {
    let world = World::new(db).await;
    let (acme, other) = (Offer::new(&world, "acme").await, Offer::new(&world, "other").await);
    let cluster = cluster(&world, "eu").await;
    let draft = acme.draft(&world, &cluster, "a.example.com").await;
    let services = &world.services;
    let outsider = world.member(&other.tenant, Role::Owner);
    let absent = |result: Option<Error>| assert!(matches!(result, Some(Error::NotFound(_))), "{result:?}");
    absent(services.api_service.get(&outsider, acme.service.id).await.err());
    absent(services.gateway.get(&outsider, acme.gateway.id).await.err());
    absent(services.product.get(&outsider, acme.product.id).await.err());
    absent(services.product_publish.get(&outsider, draft.id).await.err());
    absent(services.product_publish.detail(&outsider, draft.id).await.err());
    absent(services.product_publish.preview(&outsider, draft.id).await.err());
    absent(services.product_publish.publish(&outsider, draft.id, None, "", Mode::Commit).await.err());
    absent(services.product_publish.withdraw(&outsider, draft.id, None, Mode::Commit).await.err());
    absent(services.product_publish.delete(&outsider, draft.id, 1, Mode::Commit).await.err());
    let foreign =
        ProductPublishSpec { gateway_id: Some(acme.gateway.id), ..other.spec(&cluster, "b.example.com") };
    let error = services.product_publish.create(&outsider, foreign, Mode::Commit).await.unwrap_err();
    assert_eq!(codes(&error), [("gateway_id", Code::UnknownReference)]);
    let viewer = world.member(&acme.tenant, Role::Viewer);
    let error =
        services.product_publish.publish(&viewer, draft.id, None, "", Mode::Commit).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)));
}

async fn what_is_used_cannot_be_deleted(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let services = &world.services;
    let in_use = |result: Option<Error>| assert_eq!(result.unwrap().reason().code, Code::InUse);
    in_use(services.api_service.delete(&offer.editor, offer.service.id, 1, Mode::Commit).await.err());
    in_use(services.gateway.delete(&offer.editor, offer.gateway.id, 1, Mode::Commit).await.err());
    in_use(services.product.delete(&offer.editor, offer.product.id, 1, Mode::Commit).await.err());
    in_use(services.cluster.delete(&world.operator(), cluster.id, 1, Mode::Commit).await.err());
    services.product_publish.delete(&offer.editor, draft.id, 1, Mode::Commit).await.unwrap();
    services.product.delete(&offer.editor, offer.product.id, 1, Mode::Commit).await.unwrap();
    services.api_service.delete(&offer.editor, offer.service.id, 1, Mode::Commit).await.unwrap();
    services.gateway.delete(&offer.editor, offer.gateway.id, 1, Mode::Commit).await.unwrap();
    services.cluster.delete(&world.operator(), cluster.id, 1, Mode::Commit).await.unwrap();
}

async fn a_publish_on_a_cluster_cannot_move(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let (eu, us) = (cluster(&world, "eu").await, cluster(&world, "us").await);
    let publish = offer.published(&world, &eu, "a.example.com").await;
    let publishes = &world.services.product_publish;
    let moved = offer.spec(&us, "a.example.com");
    let error =
        publishes.update(&offer.editor, publish.id, publish.version, moved, Mode::Commit).await.unwrap_err();
    assert_eq!(codes(&error), [("cluster_id", Code::FixedWhileOnCluster)]);
    let error = publishes.delete(&offer.editor, publish.id, publish.version, Mode::Commit).await.unwrap_err();
    assert_eq!(error.reason().code, Code::BadTransition);
    let mut archived = offer.product.spec.clone();
    archived.status = ProductStatus::Archived;
    world.services.product.update(&offer.editor, offer.product.id, 1, archived, Mode::Commit).await.unwrap();
    let error = publishes.publish(&offer.editor, publish.id, None, "", Mode::Commit).await.unwrap_err();
    assert_eq!(codes(&error), [("product_id", Code::BadTransition)]);
}

/// A service that has left its product is neither published on the quiet nor left out on the quiet.
async fn what_the_product_has_lost_is_named(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let mut product = offer.product.spec.clone();
    product.api_services.clear();
    let services = &world.services;
    services.product.update(&offer.editor, offer.product.id, 1, product, Mode::Commit).await.unwrap();
    let publish = || services.product_publish.publish(&offer.editor, draft.id, None, "", Mode::Commit);
    assert_eq!(codes(&publish().await.unwrap_err()), [("api_services[0]", Code::UnknownReference)]);
    let delete = || services.api_service.delete(&offer.editor, offer.service.id, 1, Mode::Commit);
    let error = delete().await.unwrap_err();
    assert_eq!(error.reason().code, Code::InUse);
    assert!(error.to_string().contains("Shop (eu, prod)"), "a draft lists it: {error}");
    services.product_publish.delete(&offer.editor, draft.id, 1, Mode::Commit).await.unwrap();
    delete().await.unwrap();
}
