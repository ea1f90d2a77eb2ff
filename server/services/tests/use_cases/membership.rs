//! Memberships: a tenant keeps an owner.

use domain::{
    Code, Error,
    id::UserId,
    membership::{Membership, MembershipSpec},
    page::PageRequest,
    role::{PlatformRole, Role},
    tenant::Tenant,
};
use services::{MembershipFilter, Mode};

use crate::support::{
    people::user,
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! { members_come_and_go refused an_owner_remains two_owners_take_each_other_out }

async fn member(world: &World, tenant: &Tenant, email: &str, role: Role) -> Membership {
    let user_id = user(world, email, PlatformRole::None).await.id;
    let spec = MembershipSpec { tenant_id: tenant.id, user_id, role };
    world.services.membership.create(&world.operator(), spec, Mode::Commit).await.unwrap()
}

async fn members_come_and_go(db: TestDb) {
    let world = World::new(db).await;
    let (operator, memberships) = (world.operator(), &world.services.membership);
    let (acme, globex) = (world.tenant("acme").await, world.tenant("globex").await);
    let ada = member(&world, &acme, "ada@example.com", Role::Owner).await;
    assert_eq!((ada.tenant.as_str(), ada.email.as_str()), ("acme", "ada@example.com"));
    let bob = member(&world, &acme, "bob@example.com", Role::Viewer).await;
    let elsewhere = MembershipSpec { tenant_id: globex.id, ..ada.spec };
    let elsewhere = memberships.create(&operator, elsewhere, Mode::Commit).await.unwrap();

    let list = async |filter| {
        let page = memberships.list(&operator, filter, &PageRequest::default()).await.unwrap();
        let mut items: Vec<_> = page.items.into_iter().map(|m| (m.tenant, m.email)).collect();
        items.sort();
        items
    };
    let of = |m: &Membership| (m.tenant.clone(), m.email.clone());
    let of_acme = MembershipFilter { tenant: Some(acme.id), user: None };
    assert_eq!(list(of_acme).await, [of(&ada), of(&bob)]);
    let of_ada = MembershipFilter { tenant: None, user: Some(ada.spec.user_id) };
    assert_eq!(list(of_ada).await, [of(&ada), of(&elsewhere)]);

    let access = world.services.auth.identity(bob.spec.user_id).await.unwrap().unwrap().tenants;
    assert_eq!((access.len(), access[0].0.role), (1, Role::Viewer));
    let raised = memberships.set_role(&operator, bob.id, 1, Role::Editor, Mode::Commit).await.unwrap();
    assert_eq!((raised.version, raised.spec.role), (2, Role::Editor));
    memberships.delete(&operator, bob.id, 2, Mode::DryRun).await.unwrap();
    memberships.delete(&operator, bob.id, 2, Mode::Commit).await.unwrap();
    assert_eq!(memberships.get(&operator, bob.id).await.unwrap_err(), Error::not_found("membership"));
}

async fn refused(db: TestDb) {
    let world = World::new(db).await;
    let (operator, memberships) = (world.operator(), &world.services.membership);
    let acme = world.tenant("acme").await;
    let ada = member(&world, &acme, "ada@example.com", Role::Owner).await;
    let again = memberships.create(&operator, ada.spec, Mode::Commit).await.unwrap_err();
    assert_eq!(again, Error::conflict(Code::AlreadyMember));
    let nobody: UserId = world.clock.id();
    let nowhere = MembershipSpec { tenant_id: world.clock.id(), user_id: nobody, role: Role::Viewer };
    let error = memberships.create(&operator, nowhere, Mode::Commit).await.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["tenant_id", "user_id"]);
    let owner = world.member(&acme, Role::Owner);
    let error = memberships.create(&owner, ada.spec, Mode::Commit).await.unwrap_err();
    assert_eq!(error, Error::Forbidden(Code::Forbidden.into()));
}

async fn an_owner_remains(db: TestDb) {
    let world = World::new(db).await;
    let (operator, memberships) = (world.operator(), &world.services.membership);
    let acme = world.tenant("acme").await;
    let ada = member(&world, &acme, "ada@example.com", Role::Owner).await;
    member(&world, &acme, "bob@example.com", Role::Editor).await;
    let lowered = memberships.set_role(&operator, ada.id, 1, Role::Editor, Mode::Commit).await.unwrap_err();
    assert_eq!(lowered, Error::conflict(Code::LastOwner));
    let removed = memberships.delete(&operator, ada.id, 1, Mode::Commit).await.unwrap_err();
    assert_eq!(removed, Error::conflict(Code::LastOwner));
    memberships.set_role(&operator, ada.id, 1, Role::Owner, Mode::Commit).await.unwrap();
}

async fn two_owners_take_each_other_out(db: TestDb) {
    let world = World::new(db).await;
    let (operator, memberships) = (world.operator(), &world.services.membership);
    let acme = world.tenant("acme").await;
    let ada = member(&world, &acme, "ada@example.com", Role::Owner).await;
    let bob = member(&world, &acme, "bob@example.com", Role::Owner).await;
    let (one, other) = tokio::join!(
        memberships.delete(&operator, ada.id, 1, Mode::Commit),
        memberships.set_role(&operator, bob.id, 1, Role::Viewer, Mode::Commit),
    );
    let refused: Vec<_> = [one.err(), other.err()].into_iter().flatten().collect();
    assert_eq!(refused, [Error::conflict(Code::LastOwner)]);
}
