//! From a registration token to an identity, and access tokens that never run out.

use proto::v1::Phase;
use tonic::Status;

use crate::support::{Home, Hub, Seen, content, world};

#[tokio::test]
async fn an_agent_registers_once() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    agent.stop().await;
    // The token is of no use any more, and none is needed.
    let mut config = home.config(&hub);
    config.token = None;
    let agent = home.start_with(config);
    hub.connected(1).await;
    assert_eq!(hub.world().count(|seen| matches!(seen, Seen::Registered)), 1);
    assert_eq!(hub.world().count(|seen| matches!(seen, Seen::Refreshed)), 1);
    let world = hub.world();
    let instances: Vec<_> = world.connects().map(|connect| connect.instance.clone()).collect();
    assert_ne!(instances[0], instances[1], "each start is an instance of its own");
    assert_eq!(world.connects().next().unwrap().capabilities.as_ref().unwrap().target, "directory");
    drop(world);
    agent.stop().await;
}

#[tokio::test]
async fn the_same_key_asks_again_when_the_answer_was_lost() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    hub.world().hold_registration = true;
    let agent = home.start(&hub);
    hub.seen_more(0, |seen| matches!(seen, Seen::Registered)).await;
    hub.down();
    hub.world().hold_registration = false;
    hub.up().await;
    hub.connected(0).await;
    assert_eq!(hub.world().keys.len(), 1);
    agent.stop().await;
}

#[tokio::test]
async fn a_refused_token_ends_the_start_with_one_line() {
    let (hub, home) = (Hub::start().await, Home::new());
    hub.world().keys.insert(vec![7; 32]);
    let error = home.start(&hub).error().await;
    assert_eq!(error, "the server refuses the registration: the registration token is not known or was used");
}

#[tokio::test]
async fn an_agent_without_a_token_says_what_it_needs() {
    let (hub, home) = (Hub::start().await, Home::new());
    let mut config = home.config(&hub);
    config.token = None;
    let error = home.start_with(config).error().await;
    assert!(error.contains("--token"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    hub.down();
    let agent = home.start(&hub);
    hub.up().await;
    hub.connected(0).await;
    agent.stop().await;
}

#[tokio::test]
async fn access_tokens_are_renewed_at_half_of_their_life() {
    let (hub, home) = (Hub::start().await, Home::new());
    hub.world().jwt_seconds = Some(1);
    let agent = home.start(&hub);
    // Renewed again and again while the stream lives on.
    hub.seen_more(2, |seen| matches!(seen, Seen::Refreshed)).await;
    assert_eq!(hub.world().connects().count(), 1);
    agent.stop().await;
}

#[tokio::test]
async fn an_access_token_that_the_server_does_not_take_is_replaced() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    // While connected: a fetch is refused, then goes well.
    hub.world().expire_jwts();
    hub.deploy(world::DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    // And across a restart of the server, which forgot all of them.
    hub.down();
    hub.world().expire_jwts();
    hub.up().await;
    hub.connected(1).await;
    agent.stop().await;
}

#[tokio::test]
async fn an_identity_that_is_refused_keeps_what_it_applied() {
    let (hub, home) = (Hub::start().await, Home::new());
    let agent = home.start(&hub);
    hub.connected(0).await;
    hub.deploy(world::DEPLOY, "pub_a", 1, Some(content("one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    agent.stop().await;
    let files = home.files();
    assert_eq!(files.len(), 1);
    hub.world().refuse_refresh = Some(Status::unauthenticated("revoked"));
    let agent = home.start(&hub);
    let asked = |world: &crate::support::World| world.count(|seen| matches!(seen, Seen::Refreshed));
    agent.handle.reconcile();
    agent.handle.reconnect();
    assert_eq!(home.files(), files);
    // An operator lifts it: a nudge is enough.
    hub.world().refuse_refresh = None;
    agent.handle.reconnect();
    hub.connected(1).await;
    assert_eq!(asked(&hub.world()), 1);
    assert_eq!(home.files(), files);
    agent.stop().await;
}
