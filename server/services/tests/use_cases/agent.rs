//! Registration and identity of agents.

use chrono::TimeDelta;
use domain::page::PageRequest;
use domain::{
    Code, Error,
    agent::{AgentState, Presence},
    registration_token::RegistrationTokenState,
};
use ed25519_dalek::{Signer as _, SigningKey};
use services::{AuditEventFilter, Caller, Mode, REFRESH_CONTEXT};

use crate::support::{
    fake_agent::{FakeAgent, registration, token},
    offer::cluster,
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    a_token_is_used_once
    two_agents_with_one_token_at_the_same_instant
    ended_and_revoked_tokens_are_refused
    a_revoked_agents_name_is_free_again
    a_token_lasts_ten_minutes
    a_key_renews_the_token
    presence_follows_the_beats
    listeners_hear_of_agents_that_fall_silent
    an_agent_that_leaves_is_gone_after_a_short_while
    a_dry_run_changes_nothing
    refusals_are_audited_and_slowed_down
}

async fn a_token_is_used_once(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let secret = token(&world, &cluster, "main").await;
    let anyone = Caller::anonymous("test");
    let (_, first) = registration(&world, &secret);
    let agent = world.services.agent.register(&anyone, &first).await.unwrap().agent;
    let again = world.services.agent.register(&anyone, &first).await.unwrap().agent;
    assert_eq!(agent, again, "the answer may have been lost");
    let (_, thief) = registration(&world, &secret);
    let error = world.services.agent.register(&anyone, &thief).await.unwrap_err();
    assert_eq!(error.reason().code, Code::TokenUsed);
    let (_, unknown) = registration(&world, "imp_reg_0000");
    let error = world.services.agent.register(&anyone, &unknown).await.unwrap_err();
    assert_eq!(error, Error::Unauthenticated(Code::TokenUnknown.into()));
    let (_, mut weak) = registration(&world, &secret);
    weak.public_key = vec![0; 32];
    let error = world.services.agent.register(&anyone, &weak).await.unwrap_err();
    assert_eq!(error.fields()[0].field, "public_key");
    let tokens = world
        .services
        .registration_token
        .list(&world.operator(), cluster.id, &PageRequest::default())
        .await
        .unwrap()
        .items;
    assert_eq!((tokens[0].state, tokens[0].agent_id), (RegistrationTokenState::Used, Some(agent)));
    assert!(!format!("{tokens:?} {first:?}").contains(&secret));
}

async fn two_agents_with_one_token_at_the_same_instant(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let secret = token(&world, &cluster, "main").await;
    let registrations: Vec<_> = (0..8).map(|_| registration(&world, &secret).1).collect();
    let anyone = Caller::anonymous("test");
    let tries = registrations.iter().map(|r| world.services.agent.register(&anyone, r));
    let results = futures::future::join_all(tries).await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1, "{results:?}");
    let codes = results.iter().filter_map(|r| r.as_ref().err()).map(|e| e.reason().code);
    assert!(codes.into_iter().all(|code| code == Code::TokenUsed));
    assert_eq!(
        world
            .services
            .agent
            .list(&world.operator(), cluster.id, &PageRequest::default())
            .await
            .unwrap()
            .items
            .len(),
        1
    );
}

async fn ended_and_revoked_tokens_are_refused(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let anyone = Caller::anonymous("test");
    let tokens = &world.services.registration_token;
    let revoked = token(&world, &cluster, "one").await;
    let id = tokens.list(&world.operator(), cluster.id, &PageRequest::default()).await.unwrap().items[0].id;
    tokens.revoke(&world.operator(), cluster.id, id, Mode::Commit).await.unwrap();
    let ended = token(&world, &cluster, "two").await;
    world.clock.advance(TimeDelta::hours(1));
    for (secret, code) in [(revoked, Code::TokenRevoked), (ended, Code::TokenExpired)] {
        let (_, registration) = registration(&world, &secret);
        let error = world.services.agent.register(&anyone, &registration).await.unwrap_err();
        assert_eq!(error.reason().code, code);
    }
    assert!(
        world
            .services
            .agent
            .list(&world.operator(), cluster.id, &PageRequest::default())
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

async fn a_revoked_agents_name_is_free_again(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let first = FakeAgent::register(&world, &cluster, "main").await;
    let spec = domain::registration_token::RegistrationTokenSpec {
        agent_name: "main".to_owned(),
        lifetime_minutes: None,
    };
    let taken = world
        .services
        .registration_token
        .create(&world.operator(), cluster.id, spec, Mode::Commit)
        .await
        .unwrap_err();
    assert_eq!(taken.fields()[0].reason.code, Code::NameTaken);
    world
        .services
        .agent
        .revoke(&world.operator(), first.caller.agent().unwrap().0, Mode::Commit)
        .await
        .unwrap();
    FakeAgent::register(&world, &cluster, "main").await;
    let agents = world
        .services
        .agent
        .list(&world.operator(), cluster.id, &PageRequest::default())
        .await
        .unwrap()
        .items;
    let states: Vec<_> = agents.iter().map(|a| a.state).collect();
    assert_eq!(states.len(), 2);
    assert!(states.contains(&AgentState::Pending) && states.contains(&AgentState::Revoked));
}

async fn a_token_lasts_ten_minutes(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let secret = token(&world, &cluster, "main").await;
    let (_, registration) = registration(&world, &secret);
    let registered = world.services.agent.register(&Caller::anonymous("test"), &registration).await.unwrap();
    let tokens = &world.services.agent_token;
    let jwt = &registered.token.jwt;
    world.clock.advance(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    assert_eq!(
        tokens.authenticate(jwt, "test").await.unwrap().agent().unwrap(),
        (registered.agent, cluster.id)
    );
    let (head, signature) = jwt.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let tampered = format!("{head}.{other}{}", &signature[1..]);
    for wrong in [tampered.as_str(), head, "", "a.b.c"] {
        assert!(tokens.authenticate(wrong, "test").await.is_err(), "{wrong}");
    }
    world.clock.advance(TimeDelta::seconds(1));
    assert!(tokens.authenticate(jwt, "test").await.is_err(), "it has ended");
}

async fn a_key_renews_the_token(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let agent = FakeAgent::register(&world, &cluster, "main").await;
    let (id, _) = agent.caller.agent().unwrap();
    let tokens = &world.services.agent_token;
    let sign = |key: &SigningKey, nonce: &[u8]| key.sign(&[REFRESH_CONTEXT, nonce].concat()).to_vec();
    world.clock.advance(TimeDelta::hours(9));
    let nonce = tokens.challenge(id).unwrap();
    let renewed = tokens.refresh(id, &nonce, &sign(&agent.key, &nonce)).await.unwrap();
    assert!(tokens.authenticate(&renewed.jwt, "test").await.is_ok());
    let thief = SigningKey::from_bytes(&world.clock.random());
    assert!(tokens.refresh(id, &nonce, &sign(&thief, &nonce)).await.is_err(), "another key");
    assert!(tokens.refresh(id, b"made up", &sign(&agent.key, b"made up")).await.is_err(), "not our nonce");
    let other = FakeAgent::register(&world, &cluster, "other").await.caller.agent().unwrap().0;
    let foreign = tokens.challenge(other).unwrap();
    assert!(
        tokens.refresh(id, &foreign, &sign(&agent.key, &foreign)).await.is_err(),
        "another agent's nonce"
    );
    world.clock.advance(TimeDelta::seconds(60));
    assert!(tokens.refresh(id, &nonce, &sign(&agent.key, &nonce)).await.is_err(), "too late");
    world.services.agent.revoke(&world.operator(), id, Mode::Commit).await.unwrap();
    let nonce = tokens.challenge(id).unwrap();
    assert!(tokens.refresh(id, &nonce, &sign(&agent.key, &nonce)).await.is_err(), "revoked");
    assert!(tokens.authenticate(&renewed.jwt, "test").await.is_err(), "its tokens ended with it");
}

async fn presence_follows_the_beats(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let agent = FakeAgent::register(&world, &cluster, "main").await;
    let (id, _) = agent.caller.agent().unwrap();
    let presence = async || world.services.cluster.get(&world.operator(), cluster.id).await.unwrap().presence;
    assert_eq!(presence().await, Some(Presence::Offline), "it never connected");
    agent.connect(&world).await;
    assert_eq!(presence().await, Some(Presence::Online));
    world.clock.advance(TimeDelta::seconds(60));
    assert_eq!(presence().await, Some(Presence::Stale));
    world.services.agent.beat(&[id]).await.unwrap();
    assert_eq!(presence().await, Some(Presence::Online));
    world.clock.advance(TimeDelta::seconds(300));
    assert_eq!(presence().await, Some(Presence::Offline));
}

async fn listeners_hear_of_agents_that_fall_silent(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    FakeAgent::register(&world, &cluster, "main").await.connect(&world).await;
    let mut heard = world.services.ctx.bus.subscribe();
    let mut since = world.clock.now();
    // Seconds between two looks: stale after 60 in all, offline after 300, told once each.
    for (wait, expected) in [(59, false), (1, true), (5, false), (234, false), (2, true), (600, false)] {
        world.clock.advance(TimeDelta::seconds(wait));
        since = world.services.agent.watch(since).await.unwrap();
        assert_eq!(heard.try_recv().is_ok(), expected, "at {since}");
    }
}

async fn an_agent_that_leaves_is_gone_after_a_short_while(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let agent = FakeAgent::register(&world, &cluster, "main").await;
    let presence = async || world.services.cluster.get(&world.operator(), cluster.id).await.unwrap().presence;
    let session = agent.connect(&world).await;
    world.services.delivery.disconnect(session).await.unwrap();
    let left = world.clock.now();
    let mut heard = world.services.ctx.bus.subscribe();
    assert_eq!(presence().await, Some(Presence::Online), "it may come back at once");
    world.clock.advance(TimeDelta::seconds(10));
    world.services.agent.watch(left).await.unwrap();
    assert!(heard.try_recv().is_ok());
    assert_eq!(presence().await, Some(Presence::Offline));
    agent.connect(&world).await;
    assert_eq!(presence().await, Some(Presence::Online));
}

async fn a_dry_run_changes_nothing(db: TestDb) {
    let world = World::new(db).await;
    let (operator, tokens) = (world.operator(), &world.services.registration_token);
    let cluster = cluster(&world, "eu").await;
    let spec = domain::registration_token::RegistrationTokenSpec {
        agent_name: "main".to_owned(),
        lifetime_minutes: None,
    };
    let tried = tokens.create(&operator, cluster.id, spec, Mode::DryRun).await.unwrap();
    assert_eq!(tried.secret, None);
    assert!(tokens.list(&operator, cluster.id, &PageRequest::default()).await.unwrap().items.is_empty());

    let secret = token(&world, &cluster, "main").await;
    let made = tokens.list(&operator, cluster.id, &PageRequest::default()).await.unwrap().items[0].clone();
    tokens.revoke(&operator, cluster.id, made.id, Mode::DryRun).await.unwrap();
    let (_, registration) = registration(&world, &secret);
    let agent = world.services.agent.register(&Caller::anonymous("test"), &registration).await.unwrap().agent;
    world.services.agent.revoke(&operator, agent, Mode::DryRun).await.unwrap();
    let agents =
        world.services.agent.list(&operator, cluster.id, &PageRequest::default()).await.unwrap().items;
    assert_eq!(agents[0].state, AgentState::Pending);
}

/// The lines about registrations that were refused: why, and everything they say.
async fn refusals(world: &World) -> Vec<(String, String)> {
    let filter = AuditEventFilter { resource_type: Some("registration_token".into()), ..Default::default() };
    let filter = AuditEventFilter { action: Some("register".into()), ..filter };
    let page = PageRequest { limit: Some(100), ..PageRequest::default() };
    let lines = world.services.audit_event.list(&world.operator(), &filter, &page).await.unwrap();
    let refused = |line: domain::audit_event::AuditEvent| {
        let detail = line.after.clone().unwrap();
        (detail["refused"].as_str().unwrap().to_owned(), format!("{line:?}"))
    };
    lines.items.into_iter().map(refused).collect()
}

async fn refusals_are_audited_and_slowed_down(db: TestDb) {
    let world = World::new(db).await;
    let cluster = cluster(&world, "eu").await;
    let (anyone, agents) = (Caller::anonymous("test"), &world.services.agent);
    let tokens = &world.services.registration_token;
    let revoked = token(&world, &cluster, "one").await;
    let id = tokens.list(&world.operator(), cluster.id, &PageRequest::default()).await.unwrap().items[0].id;
    tokens.revoke(&world.operator(), cluster.id, id, Mode::Commit).await.unwrap();
    let (used, expired) = (token(&world, &cluster, "two").await, token(&world, &cluster, "three").await);
    agents.register(&anyone, &registration(&world, &used).1).await.unwrap();
    world.clock.advance(TimeDelta::hours(1));
    let good = token(&world, &cluster, "four").await;

    let from = [192, 0, 2, 1].into();
    let ask = async |secret: &str| {
        let (_, registration) = registration(&world, secret);
        agents.register(&anyone, &services::Registration { from, ..registration }).await
    };
    let refused = async |secret: &str| ask(secret).await.unwrap_err().reason().code;
    let table = [(&used, Code::TokenUsed), (&expired, Code::TokenExpired), (&revoked, Code::TokenRevoked)];
    for (secret, code) in table {
        assert_eq!(refused(secret).await, code);
        let lines = refusals(&world).await;
        assert!(lines.iter().any(|(refused, _)| refused == code.as_str()), "{lines:?}");
        assert!(lines.iter().all(|(_, line)| !line.contains(secret.as_str())), "the token is in the log");
    }
    for _ in 0..20 {
        refused("imp_reg_made_up").await;
    }
    assert_eq!(refused("imp_reg_made_up").await, Code::TooManyRequests);
    assert_eq!(refusals(&world).await.len(), 5, "and nothing more is written");
    // A neighbour with a good token is not held up, and the wait ends.
    ask(&good).await.unwrap();
    world.clock.advance(TimeDelta::minutes(15));
    assert_eq!(refused("imp_reg_made_up").await, Code::TokenUnknown);
}
