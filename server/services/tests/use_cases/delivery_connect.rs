//! Who may open a cluster's work stream, and what operators see of who may not.

use chrono::TimeDelta;
use domain::{
    Code, Reason, agent::Agent, cluster::ClusterStatus, product_publish::PublishStatus,
    registration_token::RegistrationTokenSpec,
};
use services::{Caller, Mode, delivery::Hello};

use crate::{
    delivery::{Scene, scene, status},
    support::{
        fake_agent::{FakeAgent, registration, token},
        test_db::{TestDb, both_engines},
        world::World,
    },
};

both_engines! {
    one_agent_at_a_time
    an_agent_takes_over_from_one_that_is_away
    a_revoked_agent_stands_in_nobodys_way
    a_version_that_does_not_fit_is_shown
    a_retired_cluster_takes_no_agents_but_withdrawals
}

async fn shown(world: &World, agent: &FakeAgent) -> Agent {
    world.services.agent.get(&world.operator(), agent.caller.agent().unwrap().0).await.unwrap()
}

async fn notice(world: &World, agent: &FakeAgent) -> Option<Code> {
    shown(world, agent).await.notice.map(|notice| notice.code)
}

async fn refusal(world: &World, agent: &FakeAgent, hello: &Hello) -> Reason {
    world.services.delivery.connect(&agent.caller, hello).await.unwrap_err().reason()
}

async fn one_agent_at_a_time(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let second = FakeAgent::register(&world, &cluster, "second").await;
    let refused = refusal(&world, &second, &second.hello()).await;
    assert_eq!(refused.code, Code::OtherAgentOnline);
    assert!(refused.message().contains("main"), "{refused}");
    assert_eq!(notice(&world, &second).await, Some(Code::OtherAgentOnline));
    // The first one's stream goes on, and it may open another one itself: a half-open one is superseded.
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Live);
    assert!(agent.connect(&world).await.epoch > session.epoch);
    assert_eq!(notice(&world, &agent).await, None);
}

async fn an_agent_takes_over_from_one_that_is_away(db: TestDb) {
    let Scene { world, offer, cluster, agent: mut first } = scene(db).await;
    let session = first.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    first.settle(&world, session).await;
    let mut second = FakeAgent::register(&world, &cluster, "second").await;
    world.services.delivery.disconnect(session).await.unwrap();
    let refused = refusal(&world, &second, &second.hello()).await;
    assert_eq!(refused.code, Code::OtherAgentOnline, "a broken connection is no reason to take over");
    world.clock.advance(TimeDelta::seconds(60));
    let session = second.connect(&world).await;
    assert_eq!(notice(&world, &second).await, None);
    assert_eq!(second.settle(&world, session).await.len(), 4, "it has nothing yet");
    // Now the first one has to wait, and what was withdrawn meanwhile stays in its folder and is told.
    assert_eq!(refusal(&world, &first, &first.hello()).await.code, Code::OtherAgentOnline);
    world.services.product_publish.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    second.settle(&world, session).await;
    world.clock.advance(TimeDelta::seconds(60));
    let session = first.connect(&world).await;
    assert_eq!(notice(&world, &first).await, Some(Code::AgentHoldsUnknown));
    assert!(first.claim(&world, session).await.is_empty(), "silence is no authority to remove");
}

async fn a_revoked_agent_stands_in_nobodys_way(db: TestDb) {
    let Scene { world, cluster, agent: first, .. } = scene(db).await;
    first.connect(&world).await;
    let second = FakeAgent::register(&world, &cluster, "second").await;
    assert_eq!(refusal(&world, &second, &second.hello()).await.code, Code::OtherAgentOnline);
    let (id, _) = first.caller.agent().unwrap();
    world.services.agent.revoke(&world.operator(), id, Mode::Commit).await.unwrap();
    second.connect(&world).await;
}

async fn a_version_that_does_not_fit_is_shown(db: TestDb) {
    let Scene { world, agent, .. } = scene(db).await;
    let newer = Hello { protocol_min: 2, protocol_max: 3, agent_version: "9.9".into(), ..agent.hello() };
    assert_eq!(refusal(&world, &agent, &newer).await.code, Code::NoSharedProtocol);
    let refused = shown(&world, &agent).await;
    assert_eq!((refused.protocol.as_str(), refused.agent_version.as_str()), ("2–3", "9.9"));
    assert_eq!(refused.notice.unwrap().code, Code::NoSharedProtocol);
    agent.connect(&world).await;
    let fits = shown(&world, &agent).await;
    assert_eq!((fits.protocol.as_str(), fits.notice), ("1", None));
}

async fn a_retired_cluster_takes_no_agents_but_withdrawals(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let publish = offer.published(&world, &cluster, "a.example.com").await;
    agent.settle(&world, session).await;
    let unused = token(&world, &cluster, "late").await;
    let (operator, clusters) = (world.operator(), &world.services.cluster);
    let version = clusters.get(&operator, cluster.id).await.unwrap().version;
    clusters.set_status(&operator, cluster.id, version, ClusterStatus::Retired, Mode::Commit).await.unwrap();

    let spec = RegistrationTokenSpec { agent_name: "more".to_owned(), lifetime_minutes: None };
    let tokens = &world.services.registration_token;
    let refused = tokens.create(&operator, cluster.id, spec, Mode::Commit).await.unwrap_err();
    assert_eq!(refused.reason().code, Code::ClusterRetired);
    let (_, late) = registration(&world, &unused);
    let refused = world.services.agent.register(&Caller::anonymous("test"), &late).await.unwrap_err();
    assert_eq!(refused.reason().code, Code::ClusterRetired);

    world.services.product_publish.withdraw(&offer.editor, publish.id, None, Mode::Commit).await.unwrap();
    let session = agent.connect(&world).await;
    agent.settle(&world, session).await;
    assert_eq!(status(&world, &offer, &publish).await, PublishStatus::Withdrawn);
    assert!(agent.held.is_empty());
}
