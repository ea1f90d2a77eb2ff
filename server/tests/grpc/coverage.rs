//! Every method of the service and everybody who may call it. A new method fails here until it has a
//! row.

use domain::id::AgentId;
use proto::v1::{self, ChallengeRequest, FetchSpecRequest, RefreshRequest, agent_message};
use tonic::Code;

use crate::support::{
    client::{self, Client},
    offer,
    scene::Scene,
    server::Server,
    test_db::{TestDb, both_engines},
};

both_engines! { every_method_and_everybody }

/// Who calls.
const PERSONAS: [&str; 5] = ["anonymous", "forged", "revoked", "foreign", "agent"];

/// What each of them is answered. `Ok` is the right to call: what is not there is not found.
const TABLE: [(&str, [Code; 5]); 5] = [
    // By a registration token: one of its own, an unknown one, the one that it has used before.
    ("Register", [Code::Ok, Code::Unauthenticated, Code::FailedPrecondition, Code::Ok, Code::Ok]),
    // A nonce is no secret; an agent that does not exist has none.
    ("Challenge", [Code::NotFound, Code::Ok, Code::Ok, Code::Ok, Code::Ok]),
    // By a signature.
    ("Refresh", [Code::NotFound, Code::Unauthenticated, Code::Unauthenticated, Code::Ok, Code::Ok]),
    // The item is the agent's cluster's.
    (
        "FetchSpec",
        [Code::Unauthenticated, Code::Unauthenticated, Code::Unauthenticated, Code::NotFound, Code::Ok],
    ),
    ("Connect", [Code::Unauthenticated, Code::Unauthenticated, Code::Unauthenticated, Code::Ok, Code::Ok]),
];

async fn every_method_and_everybody(db: TestDb) {
    let scene = Scene::new(db).await;
    let server = Server::start(&scene).await;
    scene.publish("a.example.com").await;
    let mut people = Vec::new();
    for who in PERSONAS {
        people.push((who, persona(&scene, &server, who).await));
    }
    let mut wrong = Vec::new();
    for method in proto::METHODS {
        let row = TABLE.iter().find(|(name, _)| name == method);
        let (_, expected) = row.unwrap_or_else(|| panic!("add a row for {method}"));
        for ((who, client), expected) in people.iter_mut().zip(expected) {
            let found = call(method, client, &scene).await;
            if found != *expected {
                wrong.push(format!("{method} as {who}: {found:?}, expected {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(proto::METHODS.len(), TABLE.len(), "a row is about no method");
}

/// An agent, cut down to who calls.
async fn persona(scene: &Scene, server: &Server, who: &str) -> Client {
    // Each in a cluster of its own, except for the one whose items are fetched: one agent serves one.
    let cluster = match who {
        "agent" => scene.cluster.clone(),
        who => offer::cluster(&scene.world, who).await,
    };
    let mut client = Client::register(scene, server, &cluster, who).await;
    match who {
        "anonymous" => {
            client.token = scene.token(&cluster, "another").await;
            client.key = client::new_key(scene);
            client.agent_id = "nobody".to_owned();
            client.jwt = String::new();
        }
        "forged" => {
            client.token = "imp_reg_forged".to_owned();
            client.key = client::new_key(scene);
            let (head, signature) = client.jwt.rsplit_once('.').unwrap();
            client.jwt = format!("{head}.{}", signature.chars().rev().collect::<String>());
        }
        "revoked" => {
            let id: AgentId = client.agent_id.parse().unwrap();
            let agents = &scene.world.services.agent;
            agents.revoke(&scene.world.operator(), id, services::Mode::Commit).await.unwrap();
        }
        _ => {}
    }
    client
}

async fn call(method: &str, client: &mut Client, scene: &Scene) -> Code {
    let agent_id = client.agent_id.clone();
    let answer = match method {
        "Register" => {
            let request = client::registration(&client.token, &client.key);
            client.rpc.register(request).await.map(drop)
        }
        "Challenge" => client.rpc.challenge(ChallengeRequest { agent_id }).await.map(drop),
        "Refresh" if agent_id == "nobody" => {
            let (nonce, signature) = (vec![1; 60], vec![2; 64]);
            client.rpc.refresh(RefreshRequest { agent_id, nonce, signature }).await.map(drop)
        }
        "Refresh" => {
            let key = client.key.clone();
            client.refresh(&key).await.map(drop)
        }
        "FetchSpec" => {
            let (kind, subject) = (v1::ItemKind::Tenant.into(), scene.offer.tenant.id.to_string());
            let request = FetchSpecRequest { key: Some(v1::ItemKey { kind, subject }) };
            client.rpc.fetch_spec(client.call(request)).await.map(drop)
        }
        "Connect" => client.open(agent_message::Message::Connect(client::hello())).await.map(drop),
        other => panic!("say how to call {other}"),
    };
    answer.err().map_or(Code::Ok, |status| status.code())
}
