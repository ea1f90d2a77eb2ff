//! People: added, changed, disabled, and never the last administrator.

use std::net::IpAddr;

use domain::{
    Code, Error,
    page::PageRequest,
    role::PlatformRole,
    user::{NewUserSpec, User, UserStatus},
};
use services::{Caller, Mode, UserFilter};

use crate::support::{
    people::{PASSWORD, new_user, user},
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    added_people_can_sign_in
    a_disabled_person_is_out
    refused
    an_administrator_remains
    two_administrators_disable_each_other
}

fn from() -> IpAddr {
    [127, 0, 0, 1].into()
}

async fn added_people_can_sign_in(db: TestDb) {
    let world = World::new(db).await;
    let (users, auth) = (&world.services.user, &world.services.auth);
    let ada = user(&world, "Ada@example.com", PlatformRole::None).await;
    assert_eq!((ada.spec.email.as_str(), ada.has_password), ("ada@example.com", true));
    assert_eq!(users.get(&world.operator(), ada.id).await.unwrap(), ada);
    let signed_in = auth.login(&Caller::anonymous("test"), "ADA@example.com", PASSWORD, from()).await;
    assert_eq!(signed_in.unwrap().user, ada.id);

    let found = UserFilter { search: Some("ada".to_owned()), ..UserFilter::default() };
    let found = users.list(&world.operator(), &found, &PageRequest::default()).await.unwrap();
    assert_eq!(found.items, [ada]);
}

async fn a_disabled_person_is_out(db: TestDb) {
    let world = World::new(db).await;
    let (operator, users, auth) = (world.operator(), &world.services.user, &world.services.auth);
    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    assert!(auth.identity(ada.id).await.unwrap().is_some());
    let out = users.set_status(&operator, ada.id, 1, UserStatus::Disabled, Mode::Commit).await.unwrap();
    assert!(auth.identity(ada.id).await.unwrap().is_none());
    assert!(auth.login(&Caller::anonymous("test"), "ada@example.com", PASSWORD, from()).await.is_err());
    users.set_status(&operator, ada.id, out.version, UserStatus::Active, Mode::Commit).await.unwrap();
    assert!(auth.login(&Caller::anonymous("test"), "ada@example.com", PASSWORD, from()).await.is_ok());
}

async fn refused(db: TestDb) {
    let world = World::new(db).await;
    let (operator, users) = (world.operator(), &world.services.user);
    let mut draft = new_user("nobody", PlatformRole::None);
    draft.user.name = String::new();
    draft.password = Some("short".to_owned());
    assert!(!format!("{draft:?}").contains("short"));
    let error = users.create(&operator, draft, Mode::Commit).await.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["user.email", "user.name", "password"]);

    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    let twin = NewUserSpec { password: None, ..new_user("ada@example.com", PlatformRole::None) };
    let error = users.create(&operator, twin, Mode::Commit).await.unwrap_err();
    assert_eq!(
        (error.fields()[0].field.as_str(), error.fields()[0].reason.code),
        ("user.email", Code::NameTaken)
    );
    let stale = users.update(&operator, ada.id, 9, ada.spec, Mode::Commit).await.unwrap_err();
    assert_eq!(stale, Error::Precondition(Code::VersionStale.into()));
}

async fn demote(world: &World, admin: &User) -> Result<User, Error> {
    let mut spec = admin.spec.clone();
    spec.platform_role = PlatformRole::Viewer;
    world.services.user.update(&world.operator(), admin.id, admin.version, spec, Mode::Commit).await
}

async fn an_administrator_remains(db: TestDb) {
    let world = World::new(db).await;
    let ada = user(&world, "ada@example.com", PlatformRole::Admin).await;
    assert_eq!(demote(&world, &ada).await.unwrap_err(), Error::conflict(Code::LastAdmin));
    user(&world, "bob@example.com", PlatformRole::Admin).await;
    assert_eq!(demote(&world, &ada).await.unwrap().spec.platform_role, PlatformRole::Viewer);
}

async fn two_administrators_disable_each_other(db: TestDb) {
    let world = World::new(db).await;
    let (operator, users) = (world.operator(), &world.services.user);
    let ada = user(&world, "ada@example.com", PlatformRole::Admin).await;
    let bob = user(&world, "bob@example.com", PlatformRole::Admin).await;
    let (one, other) = tokio::join!(
        users.set_status(&operator, ada.id, 1, UserStatus::Disabled, Mode::Commit),
        users.set_status(&operator, bob.id, 1, UserStatus::Disabled, Mode::Commit),
    );
    let refused: Vec<_> = [one.err(), other.err()].into_iter().flatten().collect();
    assert_eq!(refused, [Error::conflict(Code::LastAdmin)]);
}
