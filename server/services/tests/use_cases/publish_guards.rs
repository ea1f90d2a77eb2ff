//! What a publish may not do to others on its cluster, and what its cluster cannot carry.

use domain::{
    Code, Error,
    api_service::ApiServiceSpec,
    cluster::Cluster,
    gateway::{GatewaySpec, Listener, ListenerProtocol},
    id::GatewayId,
    policy::{CountedPer, Policy, PolicyConfig, RateLimit, RateUnit, Retry, RetryOn},
    product_publish::{ProductPublish, ProductPublishSpec, PublishStatus},
};
use services::Mode;

use crate::support::{
    offer::{Offer, cluster, route},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    a_policy_the_cluster_cannot_carry_writes_nothing
    what_the_cluster_cannot_carry_is_said_while_editing
    a_gateway_keeps_serving_what_others_claim
    a_wildcard_and_a_name_do_not_share_a_gateway
    limits_that_count_apart_are_announced
}

fn codes(error: &Error) -> Vec<(&str, Code)> {
    error.fields().iter().map(|f| (f.field.as_str(), f.reason.code)).collect()
}

fn limit() -> Policy {
    let config = RateLimit { requests: 5, unit: RateUnit::Second, per: CountedPer::Service };
    Policy {
        name: "limit".to_owned(),
        enabled: true,
        routes: vec![],
        config: PolicyConfig::RateLimit(config),
    }
}

/// The service gets policies and a second route.
async fn with_policies(world: &World, offer: &Offer, policies: Vec<Policy>) {
    let mut spec: ApiServiceSpec = offer.service.spec.clone();
    spec.routes.push(route("search", "/search"));
    spec.policies = policies;
    let services = &world.services.api_service;
    services.update(&offer.editor, offer.service.id, 1, spec, Mode::Commit).await.unwrap();
}

async fn a_policy_the_cluster_cannot_carry_writes_nothing(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    with_policies(&world, &offer, vec![limit()]).await;
    let publishes = &world.services.product_publish;
    let tries = [
        publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await.unwrap_err(),
        publishes.publish(&offer.editor, draft.id, None, "", Mode::DryRun).await.unwrap_err(),
        publishes.preview(&offer.editor, draft.id).await.unwrap_err(),
    ];
    for error in tries {
        assert_eq!(codes(&error), [("cluster_id", Code::CapabilityMissing)]);
        let message = error.fields()[0].reason.message();
        assert!(message.contains("orders/limit") && message.contains("global_rate_limit"), "{message}");
    }
    let detail = publishes.detail(&offer.editor, draft.id).await.unwrap();
    assert_eq!(detail.publish, draft);
    assert!(detail.publish.current_revision.is_none() && detail.items.is_empty());
    let unchanged = world.services.cluster.get(&world.operator(), cluster.id).await.unwrap();
    assert_eq!(unchanged.generation, 0, "nothing is wanted, so there is no command");
}

async fn what_the_cluster_cannot_carry_is_said_while_editing(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    with_policies(&world, &offer, vec![limit()]).await;
    let publishes = &world.services.product_publish;
    let spec = offer.spec(&cluster, "b.example.com");
    let created = publishes.create(&offer.editor, spec.clone(), Mode::Commit).await.unwrap_err();
    let updated = publishes.update(&offer.editor, draft.id, 1, spec.clone(), Mode::Commit).await.unwrap_err();
    for error in [created, updated] {
        assert_eq!(codes(&error), [("cluster_id", Code::CapabilityMissing)]);
    }
    // What is not chosen yet stands in nobody's way.
    let empty = ProductPublishSpec { api_services: vec![], gateway_id: None, hostnames: vec![], ..spec };
    let saved = publishes.update(&offer.editor, draft.id, 1, empty, Mode::Commit).await.unwrap();
    assert_eq!(saved.status, PublishStatus::Draft);
}

fn listener(name: &str, hostname: Option<&str>) -> Listener {
    Listener {
        name: name.to_owned(),
        port: 80,
        protocol: ListenerProtocol::Http,
        hostname: hostname.map(str::to_owned),
        certificate: None,
    }
}

async fn listening(world: &World, offer: &Offer, version: i64, listeners: Vec<Listener>) {
    let spec = GatewaySpec { listeners, ..offer.gateway.spec.clone() };
    let gateways = &world.services.gateway;
    gateways.update(&offer.editor, offer.gateway.id, version, spec, Mode::Commit).await.unwrap();
}

/// Publishing one would bring the changed listeners for both.
async fn a_gateway_keeps_serving_what_others_claim(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let cluster = cluster(&world, "eu").await;
    let first = offer.published(&world, &cluster, "a.example.com").await;
    let second = offer.published(&world, &cluster, "b.example.com").await;
    let publishes = &world.services.product_publish;
    let publish = |id| publishes.publish(&offer.editor, id, None, "", Mode::Commit);
    listening(&world, &offer, 1, vec![listener("first", Some("a.example.com"))]).await;
    let published = publish(first.id).await.unwrap_err();
    let previewed = publishes.preview(&offer.editor, first.id).await.unwrap_err();
    for error in [published, previewed] {
        assert_eq!(codes(&error), [("gateway_id", Code::HostnameStillNeeded)]);
        let message = error.fields()[0].reason.message();
        assert!(message.contains("b.example.com") && message.contains("Shop (prod)"), "{message}");
    }
    listening(&world, &offer, 2, vec![listener("all", Some("*.example.com"))]).await;
    publish(first.id).await.unwrap();
    listening(&world, &offer, 3, vec![listener("first", Some("a.example.com"))]).await;
    publishes.withdraw(&offer.editor, second.id, None, Mode::Commit).await.unwrap();
    assert_eq!(codes(&publish(first.id).await.unwrap_err()), [("gateway_id", Code::HostnameStillNeeded)]);
}

/// A publish under a path, so that only the hostnames meet.
async fn under(
    world: &World,
    offer: &Offer,
    (cluster, gateway): (&Cluster, GatewayId),
    hostname: &str,
    path: &str,
) -> Result<ProductPublish, Error> {
    let spec = ProductPublishSpec {
        base_path: path.to_owned(),
        gateway_id: Some(gateway),
        ..offer.spec(cluster, hostname)
    };
    let publishes = &world.services.product_publish;
    let draft = publishes.create(&offer.editor, spec, Mode::Commit).await.unwrap();
    publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit).await
}

/// Envoy looks for `shop.example.com` under that name alone as soon as somebody has it.
async fn a_wildcard_and_a_name_do_not_share_a_gateway(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let (cluster, gateway) = (cluster(&world, "eu").await, offer.gateway.id);
    under(&world, &offer, (&cluster, gateway), "*.example.com", "/v1").await.unwrap();
    let error = under(&world, &offer, (&cluster, gateway), "shop.example.com", "/v2").await.unwrap_err();
    assert_eq!(codes(&error), [("hostnames[0]", Code::HostnameShadowed)]);
    let message = error.fields()[0].reason.message();
    assert!(message.contains("*.example.com") && message.contains("Shop (prod)"), "{message}");
    under(&world, &offer, (&cluster, gateway), "*.example.com", "/v2").await.unwrap();
    let spec = GatewaySpec { name: "other".to_owned(), ..offer.gateway.spec.clone() };
    let other = world.services.gateway.create(&offer.editor, spec, Mode::Commit).await.unwrap();
    under(&world, &offer, (&cluster, other.id), "shop.example.com", "/v3").await.unwrap();
    let error = under(&world, &offer, (&cluster, other.id), "shop.example.com", "/v1").await.unwrap_err();
    assert_eq!(codes(&error), [("hostnames[0]", Code::HostnameTaken)], "both would answer");
}

async fn limits_that_count_apart_are_announced(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let mut cluster = cluster(&world, "eu").await;
    cluster.spec.declared = domain::cluster::Capability::ALL.to_vec();
    let clusters = &world.services.cluster;
    clusters.update(&world.operator(), cluster.id, 1, cluster.spec.clone(), Mode::Commit).await.unwrap();
    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let publishes = &world.services.product_publish;
    let retry = Retry { attempts: 1, on: vec![RetryOn::Reset], per_try_timeout_ms: None, backoff_ms: None };
    let again = |routes: &[&str]| Policy {
        name: "again".to_owned(),
        enabled: true,
        routes: routes.iter().map(|r| (*r).to_owned()).collect(),
        config: PolicyConfig::Retry(retry.clone()),
    };
    assert_eq!(publishes.preview(&offer.editor, draft.id).await.unwrap().warnings, []);
    with_policies(&world, &offer, vec![limit(), again(&["search"])]).await;
    let warnings = publishes.preview(&offer.editor, draft.id).await.unwrap().warnings;
    assert_eq!(warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [Code::LimitCountedApart]);
    assert!(warnings[0].message.contains("orders/limit are counted 2 times"), "{}", warnings[0].message);
    assert_eq!(warnings[0].params["times"], "2");
}
