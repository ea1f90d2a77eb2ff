//! A person's own password, the way back in, and what both mean to sessions.

use std::net::IpAddr;

use domain::{
    Code, Error,
    role::PlatformRole,
    user::{User, UserStatus},
};
use services::{Caller, Mode, SessionData, SignedIn, UserRef, Who};

use crate::support::{
    people::{PASSWORD, user},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    a_password_is_changed_by_who_knows_it
    two_changes_at_the_same_instant
    a_disabled_account_stays_so
    a_reset_lets_somebody_back_in
    a_session_needs_the_password_that_was_checked
    guessing_the_current_one_is_slowed_down
}

const NEW: &str = "battery staple horse";

fn from() -> IpAddr {
    [127, 0, 0, 1].into()
}

fn caller(user: &User) -> Caller {
    let user =
        UserRef { id: user.id, email: user.spec.email.clone(), platform_role: user.spec.platform_role };
    Caller { who: Who::User(user), tenant: None, request_id: "test".to_owned() }
}

async fn login(world: &World, password: &str) -> Result<SignedIn, Error> {
    world.services.auth.login(&Caller::anonymous("test"), "ada@example.com", password, from()).await
}

/// Whose a session is that begins with what signing in gave.
async fn begin(world: &World, secret: &str, signed: SignedIn) -> Option<domain::id::UserId> {
    let data = SessionData { user: Some(signed.user), proof: signed.proof, ..SessionData::default() };
    world.services.session.begin(secret, data).await.unwrap();
    world.services.session.load(secret).await.unwrap().unwrap().data.user
}

async fn a_password_is_changed_by_who_knows_it(db: TestDb) {
    let world = World::new(db).await;
    let (auth, sessions) = (&world.services.auth, &world.services.session);
    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    for secret in ["this", "other"] {
        let signed = login(&world, PASSWORD).await.unwrap();
        assert_eq!(begin(&world, secret, signed).await, Some(ada.id));
    }
    let error = auth.change_password(&caller(&ada), "wrong", "short", None).await.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|f| (f.field.as_str(), f.reason.code)).collect();
    assert_eq!(fields, [("current_password", Code::BadCredentials), ("password", Code::PasswordTooWeak)]);

    let this = sessions.load("this").await.unwrap().unwrap().id;
    auth.change_password(&caller(&ada), PASSWORD, NEW, Some(this)).await.unwrap();
    assert!(sessions.load("this").await.unwrap().is_some());
    assert!(sessions.load("other").await.unwrap().is_none());
    assert!(login(&world, PASSWORD).await.is_err());
    assert!(login(&world, NEW).await.is_ok());
    let stored = world.services.user.get(&world.operator(), ada.id).await.unwrap();
    assert_eq!(stored.version, 2, "an operator's older view of it is stale");
}

async fn two_changes_at_the_same_instant(db: TestDb) {
    let world = World::new(db).await;
    let auth = &world.services.auth;
    let ada = caller(&user(&world, "ada@example.com", PlatformRole::None).await);
    let (one, other) = tokio::join!(
        auth.change_password(&ada, PASSWORD, "first new password", None),
        auth.change_password(&ada, PASSWORD, "second new password", None),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let refused = one.and(other).unwrap_err();
    assert_eq!(refused, Error::field("current_password", Code::BadCredentials));
}

async fn a_disabled_account_stays_so(db: TestDb) {
    let world = World::new(db).await;
    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    let users = &world.services.user;
    users.set_status(&world.operator(), ada.id, 1, UserStatus::Disabled, Mode::Commit).await.unwrap();
    let changed = world.services.auth.change_password(&caller(&ada), PASSWORD, NEW, None).await;
    assert_eq!(changed.unwrap_err(), Error::field("current_password", Code::BadCredentials));
    let stored = users.get(&world.operator(), ada.id).await.unwrap();
    assert_eq!((stored.status, stored.version), (UserStatus::Disabled, 2));
}

async fn a_reset_lets_somebody_back_in(db: TestDb) {
    let world = World::new(db).await;
    let ada = user(&world, "ada@example.com", PlatformRole::Admin).await;
    user(&world, "bob@example.com", PlatformRole::Admin).await;
    let signed = login(&world, PASSWORD).await.unwrap();
    begin(&world, "before", signed).await;
    let users = &world.services.user;
    users.set_status(&world.operator(), ada.id, 1, UserStatus::Disabled, Mode::Commit).await.unwrap();
    let new = world.services.auth.reset_password("ADA@example.com").await.unwrap();
    assert!(login(&world, PASSWORD).await.is_err());
    assert_eq!(login(&world, &new).await.unwrap().user, ada.id);
    assert!(world.services.session.load("before").await.unwrap().is_none());
    let stored = users.get(&world.operator(), ada.id).await.unwrap();
    assert_eq!((stored.status, stored.version), (UserStatus::Active, 3));
}

/// Whoever was let in before a reset is not let in after it.
async fn a_session_needs_the_password_that_was_checked(db: TestDb) {
    let world = World::new(db).await;
    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    let before = login(&world, PASSWORD).await.unwrap();
    assert_eq!(begin(&world, "early", before.clone()).await, Some(ada.id));
    let new = world.services.auth.reset_password("ada@example.com").await.unwrap();
    assert_eq!(begin(&world, "late", before).await, None);
    let after = login(&world, &new).await.unwrap();
    let users = &world.services.user;
    users.set_status(&world.operator(), ada.id, 2, UserStatus::Disabled, Mode::Commit).await.unwrap();
    assert_eq!(begin(&world, "disabled", after).await, None);
    let forged = SignedIn { user: ada.id, proof: String::new() };
    assert_eq!(begin(&world, "forged", forged).await, None);
}

async fn guessing_the_current_one_is_slowed_down(db: TestDb) {
    let world = World::new(db).await;
    let ada = caller(&user(&world, "ada@example.com", PlatformRole::None).await);
    let auth = &world.services.auth;
    for _ in 0..6 {
        let weak = auth.change_password(&ada, PASSWORD, "short", None).await;
        assert!(matches!(weak, Err(Error::Invalid(_))), "whoever knows the current one is not guessing");
    }
    let guess = async |password| auth.change_password(&ada, password, NEW, None).await;
    for _ in 0..5 {
        assert!(matches!(guess("wrong").await, Err(Error::Invalid(_))));
    }
    assert!(matches!(guess(PASSWORD).await, Err(Error::TooMany { .. })));
}
