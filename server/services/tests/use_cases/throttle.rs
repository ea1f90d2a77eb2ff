//! Guessing passwords is slowed down, and nobody is locked out from elsewhere.

use std::net::IpAddr;

use chrono::TimeDelta;
use domain::{Error, role::PlatformRole};
use services::Caller;

use crate::support::{
    people::{PASSWORD, user},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    a_burst_counts_one_by_one
    an_address_cannot_try_every_account
    a_success_takes_back_no_more_than_itself
}

const HERE: [u8; 4] = [192, 0, 2, 1];
const ELSEWHERE: [u8; 4] = [192, 0, 2, 2];

/// Whether the password was looked at, and if so, whether it was right.
async fn guess(world: &World, email: &str, password: &str, from: impl Into<IpAddr>) -> Option<bool> {
    match world.services.auth.login(&Caller::anonymous("test"), email, password, from.into()).await {
        Ok(_) => Some(true),
        Err(Error::Unauthenticated(_)) => Some(false),
        Err(Error::TooMany { retry_after }) if retry_after >= 1 => None,
        Err(other) => panic!("{other}"),
    }
}

async fn a_burst_counts_one_by_one(db: TestDb) {
    let world = World::new(db).await;
    user(&world, "ada@example.com", PlatformRole::None).await;
    let burst = (0..20).map(|_| guess(&world, "ada@example.com", "wrong", HERE));
    let looked = futures::future::join_all(burst).await.into_iter().flatten().count();
    assert_eq!(looked, 5);
    assert_eq!(guess(&world, "ada@example.com", PASSWORD, HERE).await, None);
    assert_eq!(guess(&world, "ada@example.com", PASSWORD, ELSEWHERE).await, Some(true));
    world.clock.advance(TimeDelta::seconds(15));
    assert_eq!(guess(&world, "ada@example.com", PASSWORD, HERE).await, Some(true));
}

async fn an_address_cannot_try_every_account(db: TestDb) {
    let world = World::new(db).await;
    user(&world, "ada@example.com", PlatformRole::None).await;
    let emails: Vec<String> = (0..60).map(|i| format!("somebody{i}@example.com")).collect();
    let tries = emails.iter().map(|email| guess(&world, email, "wrong", HERE));
    let looked = futures::future::join_all(tries).await.into_iter().flatten().count();
    assert_eq!(looked, 50);
    assert_eq!(guess(&world, "ada@example.com", PASSWORD, HERE).await, None);
    assert_eq!(guess(&world, "ada@example.com", PASSWORD, ELSEWHERE).await, Some(true));
    world.clock.advance(TimeDelta::hours(1));
    assert_eq!(guess(&world, "ada@example.com", PASSWORD, HERE).await, Some(true));
}

/// Or somebody with an account of their own could guess on without end.
async fn a_success_takes_back_no_more_than_itself(db: TestDb) {
    let world = World::new(db).await;
    user(&world, "mallory@example.com", PlatformRole::None).await;
    for i in 0..49 {
        assert_eq!(guess(&world, &format!("somebody{i}@example.com"), "wrong", HERE).await, Some(false));
    }
    assert_eq!(guess(&world, "mallory@example.com", PASSWORD, HERE).await, Some(true));
    assert_eq!(guess(&world, "somebody@example.com", "wrong", HERE).await, Some(false));
    assert_eq!(guess(&world, "mallory@example.com", PASSWORD, HERE).await, None);
}
