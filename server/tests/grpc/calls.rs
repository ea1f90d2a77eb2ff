//! The calls beside the stream: who may make them, and what they answer.

use axum::http::uri::PathAndQuery;
use imp_agent::model::Hash;
use proto::v1::{self, ChallengeRequest, FetchSpecRequest, RefreshRequest, agent_message};
use tonic::{Code, Status, transport::Channel};
use tonic_prost::ProstCodec;

use crate::support::{
    client::{self, Client},
    offer,
    scene::Scene,
    server::Server,
    test_db::{TestDb, both_engines},
};

both_engines! {
    a_registration_token_is_good_for_one_key
    every_other_call_needs_a_token
    a_signature_renews_a_token
    an_agent_gets_the_content_of_its_own_cluster
    refusals_without_end_are_slowed_down
    a_call_that_never_ends_is_ended
}

/// The head of a call comes, and never its message.
async fn a_call_that_never_ends_is_ended(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start_impatient(&scene).await;
    let channel = Channel::from_shared(server.url()).unwrap().connect().await.unwrap();
    let mut grpc = tonic::client::Grpc::new(channel);
    grpc.ready().await.unwrap();
    let path = PathAndQuery::from_static("/imp.agent.v1.AgentService/Register");
    let codec = ProstCodec::<v1::RegisterRequest, v1::RegisterResponse>::default();
    let silence = tonic::Request::new(futures::stream::pending());
    let ended = grpc.client_streaming(silence, path, codec).await.unwrap_err();
    assert_eq!(ended.code(), Code::DeadlineExceeded, "{ended}");
    // The server goes on.
    Client::register(&scene, &server, &scene.cluster, "main").await;
}

fn tenant_item(scene: &Scene) -> v1::ItemKey {
    v1::ItemKey { kind: v1::ItemKind::Tenant.into(), subject: scene.offer.tenant.id.to_string() }
}

fn imp_code(status: &Status) -> &str {
    status.metadata().get("imp-code").unwrap().to_str().unwrap()
}

async fn a_registration_token_is_good_for_one_key(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let mut rpc = client::connect(&server).await;
    let (token, key) = (scene.token(&scene.cluster, "main").await, client::new_key(&scene));
    let first = rpc.register(client::registration(&token, &key)).await.unwrap().into_inner();
    let again = rpc.register(client::registration(&token, &key)).await.unwrap().into_inner();
    assert_eq!(first.agent_id, again.agent_id);
    assert_eq!(first.cluster_id, scene.cluster.id.to_string());
    assert_eq!(first.access_token.unwrap().expires_in, 600);
    let other = rpc.register(client::registration(&token, &client::new_key(&scene))).await.unwrap_err();
    assert_eq!((other.code(), imp_code(&other)), (Code::FailedPrecondition, "token_used"));
    let unknown = rpc.register(client::registration("imp_reg_no", &key)).await.unwrap_err();
    assert_eq!((unknown.code(), imp_code(&unknown)), (Code::Unauthenticated, "token_unknown"));
    let weak = v1::RegisterRequest { public_key: vec![0; 32], ..client::registration(&token, &key) };
    assert_eq!(rpc.register(weak).await.unwrap_err().code(), Code::InvalidArgument);
}

async fn every_other_call_needs_a_token(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let mut agent = Client::register(&scene, &server, &scene.cluster, "main").await;
    let good = agent.jwt.clone();
    let (head, signature) = good.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
    for jwt in [String::new(), "x".to_owned(), forged] {
        agent.jwt = jwt;
        let fetched = agent.fetch(tenant_item(&scene)).await.unwrap_err();
        let opened = agent.open(agent_message::Message::Connect(client::hello())).await.err().unwrap();
        assert_eq!((fetched.code(), opened.code()), (Code::Unauthenticated, Code::Unauthenticated));
    }
    let without = agent.rpc.fetch_spec(FetchSpecRequest { key: Some(tenant_item(&scene)) }).await;
    assert_eq!(without.unwrap_err().code(), Code::Unauthenticated);
    agent.jwt = good;
    // Known, but there is nothing yet.
    assert_eq!(agent.fetch(tenant_item(&scene)).await.unwrap_err().code(), Code::NotFound);
}

async fn a_signature_renews_a_token(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let mut agent = Client::register(&scene, &server, &scene.cluster, "main").await;
    let key = agent.key.clone();
    agent.jwt = agent.refresh(&key).await.unwrap();
    assert_eq!(agent.fetch(tenant_item(&scene)).await.unwrap_err().code(), Code::NotFound);
    let other = agent.refresh(&client::new_key(&scene)).await.unwrap_err();
    assert_eq!(other.code(), Code::Unauthenticated);
    let made_up =
        RefreshRequest { agent_id: agent.agent_id.clone(), nonce: vec![1; 60], signature: vec![2; 64] };
    assert_eq!(agent.rpc.refresh(made_up).await.unwrap_err().code(), Code::Unauthenticated);
    let nobody = ChallengeRequest { agent_id: "nobody".to_owned() };
    assert_eq!(agent.rpc.challenge(nobody).await.unwrap_err().code(), Code::NotFound);
}

async fn an_agent_gets_the_content_of_its_own_cluster(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let mut agent = Client::register(&scene, &server, &scene.cluster, "main").await;
    scene.publish("a.example.com").await;
    let (header, bytes) = agent.fetch(tenant_item(&scene)).await.unwrap();
    assert_eq!((header.hub_epoch, header.generation, header.tombstone), (1, 1, false));
    assert_eq!(header.length, bytes.len() as u64);
    assert_eq!(header.hash, Hash::of(&bytes).as_str());
    let elsewhere = offer::cluster(&scene.world, "us").await;
    let mut foreign = Client::register(&scene, &server, &elsewhere, "main").await;
    assert_eq!(foreign.fetch(tenant_item(&scene)).await.unwrap_err().code(), Code::NotFound);
    let unknown = v1::ItemKey { kind: 99, ..tenant_item(&scene) };
    assert_eq!(agent.fetch(unknown).await.unwrap_err().code(), Code::InvalidArgument);
}

async fn refusals_without_end_are_slowed_down(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    let mut rpc = client::connect(&server).await;
    let key = client::new_key(&scene);
    let mut codes = Vec::new();
    for _ in 0..8 {
        codes.push(rpc.register(client::registration("imp_reg_no", &key)).await.unwrap_err().code());
    }
    assert_eq!(codes[..5], [Code::Unauthenticated; 5]);
    assert_eq!(codes[5..], [Code::ResourceExhausted; 3]);
    // Whoever has a good token is not held up by a neighbour.
    Client::register(&scene, &server, &scene.cluster, "main").await;
}
