//! No control character reaches a database, and U+0000 is nobody's internal error.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Code, Error, cluster::ClusterSpec, item::Phase, labels::Labels, page::PageRequest, product::ProductSpec,
    product_publish::ProductPublishSpec, role::PlatformRole,
};
use services::{Caller, Mode};

use crate::support::{
    fake_agent::{FakeAgent, registration, token},
    offer::{Offer, cluster, service_spec},
    people::user,
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! { what_people_send_is_refused what_agents_say_is_tidied }

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<(String, Code)> {
    result.unwrap_err().fields().iter().map(|f| (f.field.clone(), f.reason.code)).collect()
}

fn one(field: &str, code: Code) -> Vec<(String, Code)> {
    vec![(field.to_owned(), code)]
}

async fn what_people_send_is_refused(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let eu = cluster(&world, "eu").await;
    let (operator, editor, services) = (world.operator(), &offer.editor, &world.services);

    let region = ClusterSpec { name: "us".to_owned(), region: "a\0".to_owned(), ..eu.spec.clone() };
    let made = services.cluster.create(&operator, region, Mode::Commit).await;
    assert_eq!(refused(made), one("region", Code::ControlCharacter));
    let labels: Labels = [("tier".to_owned(), "\0".to_owned())].into();
    let labelled = ClusterSpec { name: "us".to_owned(), labels, ..eu.spec.clone() };
    assert_eq!(
        refused(services.cluster.create(&operator, labelled, Mode::Commit).await),
        one("labels", Code::BadLabels)
    );
    let named = ClusterSpec { name: "u\0".to_owned(), ..eu.spec.clone() };
    assert_eq!(
        refused(services.cluster.create(&operator, named, Mode::Commit).await),
        one("name", Code::NotALabel)
    );
    let docs_url = Some("https://example.com/\0".to_owned());
    let product = ProductSpec { name: "docs".to_owned(), docs_url, ..offer.product.spec.clone() };
    let made = services.product.create(editor, product, Mode::Commit).await;
    assert_eq!(refused(made), one("docs_url", Code::ControlCharacter));
    let mut service = service_spec("stock");
    service.description = "two\nlines, and a bell \u{7}".to_owned();
    let made = services.api_service.create(editor, service, Mode::Commit).await;
    assert_eq!(refused(made), one("description", Code::ControlCharacter));
    let header = ProductPublishSpec {
        auth_config: domain::product_publish::AuthConfig { api_key_header: "x\0".to_owned() },
        ..offer.spec(&eu, "a.example.com")
    };
    let made = services.product_publish.create(editor, header, Mode::Commit).await;
    assert_eq!(refused(made), one("auth_config.api_key_header", Code::NotAHeaderName));

    let cursor = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&("\0", uuid::Uuid::nil())).unwrap());
    let page = PageRequest { limit: None, cursor: Some(cursor) };
    let listed = services.cluster.list(&operator, &Default::default(), &page).await;
    assert_eq!(refused(listed), one("cursor", Code::BadCursor));
    user(&world, "ada@example.com", PlatformRole::None).await;
    let from = [127, 0, 0, 1].into();
    let signed = services.auth.login(&Caller::anonymous("test"), "a\0@example.com", "x", from).await;
    assert_eq!(signed.unwrap_err(), Error::Unauthenticated(Code::BadCredentials.into()));

    let secret = token(&world, &eu, "main").await;
    let (_, mut wrong) = registration(&world, &secret);
    wrong.public_key = vec![];
    wrong.cluster_uid = "\0".to_owned();
    wrong.agent_version = "1".repeat(41);
    let made = services.agent.register(&Caller::anonymous("test"), &wrong).await;
    let fields: Vec<_> = refused(made).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["public_key", "cluster_uid", "agent_version"]);
}

async fn what_agents_say_is_tidied(db: TestDb) {
    let world = World::new(db).await;
    let offer = Offer::new(&world, "acme").await;
    let eu = cluster(&world, "eu").await;
    let mut agent = FakeAgent::register(&world, &eu, "main").await;
    let mut hello = agent.hello();
    hello.agent_version = "1\0".to_owned();
    hello.instance = "\0".to_owned();
    hello.found.kubernetes_version = "v1\0".to_owned();
    let session = world.services.delivery.connect(&agent.caller, &hello).await.unwrap().session;
    let found = world.services.cluster.get(&world.operator(), eu.id).await.unwrap().found.unwrap();
    assert_eq!(found.kubernetes_version, "v1\u{fffd}");

    let publish = offer.published(&world, &eu, "a.example.com").await;
    let due = agent.claim(&world, session).await.remove(0);
    let spec = agent.fetch(&world, &due.key).await;
    let report = agent.report_of(&spec, Phase::Failed, "no\0t\nwell");
    world.services.delivery.report(&agent.caller, session, report).await.unwrap();
    let detail = world.services.product_publish.detail(&offer.editor, publish.id).await.unwrap();
    let said = detail.items.iter().find_map(|item| item.observed.as_ref()).unwrap();
    assert_eq!(said.message, "no\u{fffd}t\nwell");
}
