//! Every invalid field is named at once, those that only the database can judge too.

use domain::{
    Code, Error,
    access_token::AccessTokenSpec,
    api_service::ApiServiceSpec,
    cluster::{ClusterSpec, ClusterStatus},
    gateway::GatewaySpec,
    plan::{Approval, PlanSpec, PlanStatus},
    product::{Product, ProductSpec, ProductStatus},
    product_publish::{AuthMode, ProductPublishSpec},
    registration_token::RegistrationTokenSpec,
    role::PlatformRole,
    tenant::TenantSpec,
};
use services::Mode;

use crate::support::{
    offer::{Offer, cluster, service_spec},
    people::{new_user, user},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! { of_what_providers_make of_publishes of_what_operators_make }

/// The fields of a refusal, with their codes.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<(String, Code)> {
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    error.fields().iter().map(|f| (f.field.clone(), f.reason.code)).collect()
}

fn fields<const N: usize>(expected: [(&str, Code); N]) -> Vec<(String, Code)> {
    expected.map(|(field, code)| (field.to_owned(), code)).to_vec()
}

fn plan_spec(name: &str, status: PlanStatus) -> PlanSpec {
    PlanSpec {
        name: name.to_owned(),
        title: name.to_owned(),
        description: String::new(),
        rate_limit: None,
        quota: None,
        price: None,
        approval: Approval::Auto,
        status,
    }
}

async fn of_what_providers_make(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let (services, editor) = (&world.services, &offer.editor);
    let taken_and_untitled = fields([("title", Code::Required), ("name", Code::NameTaken)]);

    let twin = ApiServiceSpec { title: String::new(), ..service_spec("orders") };
    assert_eq!(
        refused(services.api_service.create(editor, twin.clone(), Mode::Commit).await),
        taken_and_untitled
    );
    let other = services.api_service.create(editor, service_spec("other"), Mode::Commit).await.unwrap();
    let renamed = services.api_service.update(editor, other.id, 1, twin, Mode::Commit).await;
    assert_eq!(refused(renamed), taken_and_untitled);
    let same = services.api_service.update(editor, other.id, 1, other.spec, Mode::Commit).await;
    assert_eq!(same.unwrap().version, 2, "a name of one's own is free");

    let twin = GatewaySpec { title: String::new(), ..offer.gateway.spec.clone() };
    assert_eq!(refused(services.gateway.create(editor, twin, Mode::Commit).await), taken_and_untitled);

    let unknown = world.clock.id();
    let wrong = ProductSpec {
        title: String::new(),
        api_services: vec![offer.service.id, unknown],
        ..offer.product.spec.clone()
    };
    let mut expected = taken_and_untitled.clone();
    expected.push(("api_services[1]".to_owned(), Code::UnknownReference));
    assert_eq!(refused(services.product.create(editor, wrong.clone(), Mode::Commit).await), expected);
    let back = ProductSpec { name: "-".to_owned(), status: ProductStatus::Draft, ..wrong };
    let expected = fields([
        ("name", Code::NotALabel),
        ("title", Code::Required),
        ("status", Code::BadTransition),
        ("api_services[1]", Code::UnknownReference),
    ]);
    let Product { id, version, .. } = offer.product;
    assert_eq!(refused(services.product.update(editor, id, version, back, Mode::Commit).await), expected);

    let plan = plan_spec("basic", PlanStatus::Active);
    services.plan.create(editor, id, plan.clone(), Mode::Commit).await.unwrap();
    let twin = PlanSpec { title: String::new(), ..plan };
    assert_eq!(refused(services.plan.create(editor, id, twin, Mode::Commit).await), taken_and_untitled);
}

async fn of_publishes(db: TestDb) {
    let world = World::new(db).await;
    let (acme, other) = (Offer::new(&world, "acme").await, Offer::new(&world, "other").await);
    let (eu, us) = (cluster(&world, "eu").await, cluster(&world, "us").await);
    let (plans, publishes) = (&world.services.plan, &world.services.product_publish);
    let plan = async |name, status| {
        plans.create(&acme.editor, acme.product.id, plan_spec(name, status), Mode::Commit).await.unwrap()
    };
    let (basic, old) = (plan("basic", PlanStatus::Active).await, plan("old", PlanStatus::Retired).await);
    let clusters = &world.services.cluster;
    clusters.set_status(&world.operator(), us.id, 1, ClusterStatus::Retired, Mode::Commit).await.unwrap();

    let wrong = ProductPublishSpec {
        hostnames: vec!["no".to_owned()],
        plans: vec![basic.id, old.id, world.clock.id()],
        api_services: vec![acme.service.id, other.service.id],
        gateway_id: Some(other.gateway.id),
        ..acme.spec(&us, "a.example.com")
    };
    let mut expected = fields([
        ("hostnames[0]", Code::NotAHostname),
        ("plans", Code::PlansNeedCallers),
        ("api_services[1]", Code::UnknownReference),
        ("plans[1]", Code::PlanRetired),
        ("plans[2]", Code::UnknownReference),
        ("cluster_id", Code::ClusterNotActive),
        ("gateway_id", Code::UnknownReference),
    ]);
    assert_eq!(refused(publishes.create(&acme.editor, wrong.clone(), Mode::Commit).await), expected);
    let absent = ProductPublishSpec { cluster_id: world.clock.id(), ..acme.spec(&eu, "b.example.com") };
    let unknown = fields([("cluster_id", Code::UnknownReference)]);
    assert_eq!(refused(publishes.create(&acme.editor, absent, Mode::Commit).await), unknown);
    assert!(
        publishes
            .list(&acme.editor, &Default::default(), &Default::default())
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let live = acme.published(&world, &eu, "a.example.com").await;
    let moved = publishes.update(&acme.editor, live.id, live.version, wrong, Mode::Commit).await;
    expected.insert(2, ("cluster_id".to_owned(), Code::FixedWhileOnCluster));
    assert_eq!(refused(moved), expected);

    // Sent: what is missing, what has been retired since, and what somebody else holds.
    let spec = ProductPublishSpec {
        plans: vec![basic.id],
        auth_mode: AuthMode::ApiKey,
        gateway_id: None,
        hostnames: vec!["a.example.com".to_owned(), "a.example.org".to_owned()],
        ..acme.spec(&eu, "a.example.com")
    };
    world.allow(&acme.tenant, &["example.com", "example.org"]).await;
    let draft = publishes.create(&acme.editor, spec, Mode::Commit).await.unwrap();
    world.allow(&acme.tenant, &["example.com"]).await;
    let retired = plan_spec("basic", PlanStatus::Retired);
    plans.update(&acme.editor, acme.product.id, basic.id, 1, retired, Mode::Commit).await.unwrap();
    let expected = fields([
        ("note", Code::ControlCharacter),
        ("gateway_id", Code::Required),
        ("plans[0]", Code::PlanRetired),
        ("hostnames[1]", Code::HostnameNotAllowed),
        ("hostnames[0]", Code::HostnameTaken),
    ]);
    let sent = publishes.publish(&acme.editor, draft.id, None, "bell \u{7}", Mode::Commit).await;
    assert_eq!(refused(sent), expected);
    let looked_at = refused(publishes.preview(&acme.editor, draft.id).await);
    assert_eq!(looked_at, expected[1..]);
}

async fn of_what_operators_make(db: TestDb) {
    let world = World::new(db).await;
    let (operator, services) = (world.operator(), &world.services);
    let eu = cluster(&world, "eu").await;
    let wrong =
        ClusterSpec { title: String::new(), tenants: Some(vec![world.clock.id()]), ..eu.spec.clone() };
    let expected = fields([
        ("title", Code::Required),
        ("name", Code::NameTaken),
        ("tenants[0]", Code::UnknownReference),
    ]);
    assert_eq!(refused(services.cluster.create(&operator, wrong.clone(), Mode::Commit).await), expected);
    let us = cluster(&world, "us").await;
    assert_eq!(refused(services.cluster.update(&operator, us.id, 1, wrong, Mode::Commit).await), expected);
    let many = ClusterSpec { tenants: Some((0..501).map(|_| world.clock.id()).collect()), ..eu.spec };
    let refusal = refused(services.cluster.update(&operator, eu.id, 1, many, Mode::Commit).await);
    assert_eq!(refusal, fields([("tenants", Code::TooMany)]));

    let acme = world.tenant("acme").await;
    let twin = TenantSpec { name: String::new(), ..acme.spec.clone() };
    let expected = fields([("name", Code::Required), ("slug", Code::NameTaken)]);
    assert_eq!(refused(services.tenant.create(&operator, twin.clone(), Mode::Commit).await), expected);
    let other = world.tenant("other").await;
    assert_eq!(refused(services.tenant.update(&operator, other.id, 1, twin, Mode::Commit).await), expected);

    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    let mut twin = new_user("ada@example.com", PlatformRole::None);
    twin.password = Some("short".to_owned());
    let expected = fields([("password", Code::PasswordTooWeak), ("user.email", Code::NameTaken)]);
    assert_eq!(refused(services.user.create(&operator, twin, Mode::Commit).await), expected);
    let bob = user(&world, "bob@example.com", PlatformRole::None).await;
    let mut twin = ada.spec;
    twin.name = String::new();
    let expected = fields([("name", Code::Required), ("email", Code::NameTaken)]);
    assert_eq!(refused(services.user.update(&operator, bob.id, 1, twin, Mode::Commit).await), expected);

    crate::support::fake_agent::FakeAgent::register(&world, &us, "main").await;
    let twin = RegistrationTokenSpec { agent_name: "main".to_owned(), lifetime_minutes: Some(1) };
    let made = services.registration_token.create(&operator, us.id, twin, Mode::Commit).await;
    let expected = fields([("lifetime_minutes", Code::OutOfRange), ("agent_name", Code::NameTaken)]);
    assert_eq!(refused(made), expected);

    let token = AccessTokenSpec { tenant: Some("nobody".to_owned()), ..AccessTokenSpec::default() };
    let expected =
        fields([("name", Code::Required), ("scopes", Code::TooFew), ("tenant", Code::UnknownReference)]);
    assert_eq!(refused(services.access_token.create(&operator, token, Mode::Commit).await), expected);
}
