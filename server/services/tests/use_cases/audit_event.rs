//! The audit log: every change and its line come together or not at all.

use chrono::TimeDelta;
use domain::{
    membership::MembershipSpec,
    page::PageRequest,
    role::{PlatformRole, Role},
    tenant::TenantStatus,
};
use services::{AuditEventFilter, Mode};

use crate::support::{
    people::{PASSWORD, user},
    test_db::{TestDb, both_engines},
    world::{World, start},
};

both_engines! {
    changes_are_told_newest_first
    what_operators_do_is_found_under_its_tenant
    tried_and_refused_changes_leave_nothing
    only_operators_look
}

async fn lines(world: &World, filter: AuditEventFilter) -> Vec<(String, String)> {
    let page =
        world.services.audit_event.list(&world.operator(), &filter, &PageRequest::default()).await.unwrap();
    page.items.into_iter().map(|e| (e.action, e.resource_type)).collect()
}

fn line(action: &str, noun: &str) -> (String, String) {
    (action.to_owned(), noun.to_owned())
}

async fn changes_are_told_newest_first(db: TestDb) {
    let world = World::new(db).await;
    let operator = world.operator();
    let acme = world.tenant("acme").await;
    world.clock.advance(TimeDelta::minutes(1));
    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    world.clock.advance(TimeDelta::minutes(1));
    let mut spec = acme.spec.clone();
    spec.name = "Acme Inc.".to_owned();
    world.services.tenant.update(&operator, acme.id, 1, spec, Mode::Commit).await.unwrap();

    let expected = [line("update", "tenant"), line("create", "user"), line("create", "tenant")];
    assert_eq!(lines(&world, AuditEventFilter::default()).await, expected);
    let about = AuditEventFilter { resource_id: Some(ada.id.to_string()), ..AuditEventFilter::default() };
    assert_eq!(lines(&world, about).await, [line("create", "user")]);
    let between = AuditEventFilter {
        since: Some(start() + TimeDelta::seconds(30)),
        until: Some(start() + TimeDelta::minutes(2)),
        ..AuditEventFilter::default()
    };
    assert_eq!(lines(&world, between).await, [line("create", "user")]);
    let actor = AuditEventFilter { actor: Some("nobody".to_owned()), ..AuditEventFilter::default() };
    assert!(lines(&world, actor).await.is_empty());

    let all = &world.services.audit_event;
    let first = PageRequest { limit: Some(1), cursor: None };
    let page = all.list(&operator, &AuditEventFilter::default(), &first).await.unwrap();
    let change = &page.items[0];
    assert_eq!((change.actor.as_str(), change.request_id.as_str()), ("admin@example.com", "test"));
    assert_eq!(change.before.as_ref().unwrap()["spec"]["name"], "acme");
    assert_eq!(change.after.as_ref().unwrap()["spec"]["name"], "Acme Inc.");
    let next = PageRequest { limit: Some(1), cursor: page.next_cursor };
    let page = all.list(&operator, &AuditEventFilter::default(), &next).await.unwrap();
    assert!(!serde_json::to_string(&page.items).unwrap().contains(PASSWORD));
}

async fn what_operators_do_is_found_under_its_tenant(db: TestDb) {
    let world = World::new(db).await;
    let operator = world.operator();
    let (acme, globex) = (world.tenant("acme").await, world.tenant("globex").await);
    let ada = user(&world, "ada@example.com", PlatformRole::None).await;
    let spec = MembershipSpec { tenant_id: acme.id, user_id: ada.id, role: Role::Viewer };
    let memberships = &world.services.membership;
    let made = memberships.create(&operator, spec, Mode::Commit).await.unwrap();
    memberships.set_role(&operator, made.id, 1, Role::Editor, Mode::Commit).await.unwrap();
    memberships.delete(&operator, made.id, 2, Mode::Commit).await.unwrap();
    let suspended = TenantStatus::Suspended;
    world.services.tenant.set_status(&operator, acme.id, 1, suspended, Mode::Commit).await.unwrap();
    let of = |tenant| AuditEventFilter { tenant: Some(tenant), ..AuditEventFilter::default() };
    let mut about_acme = lines(&world, of(acme.id)).await;
    about_acme.sort();
    let expected = [
        line("create", "membership"),
        line("create", "tenant"),
        line("delete", "membership"),
        line("update", "membership"),
        line("update", "tenant"),
    ];
    assert_eq!(about_acme, expected);
    assert_eq!(lines(&world, of(globex.id)).await, [line("create", "tenant")]);
}

async fn tried_and_refused_changes_leave_nothing(db: TestDb) {
    let world = World::new(db).await;
    let operator = world.operator();
    let acme = world.tenant("acme").await;
    let tenants = &world.services.tenant;
    tenants.update(&operator, acme.id, 1, acme.spec.clone(), Mode::DryRun).await.unwrap();
    tenants.create(&operator, acme.spec, Mode::Commit).await.unwrap_err();
    assert_eq!(lines(&world, AuditEventFilter::default()).await, [line("create", "tenant")]);
}

async fn only_operators_look(db: TestDb) {
    let world = World::new(db).await;
    let acme = world.tenant("acme").await;
    let all = &world.services.audit_event;
    let owner = world.member(&acme, Role::Owner);
    assert!(all.list(&owner, &AuditEventFilter::default(), &PageRequest::default()).await.is_err());
    let viewer = world.person(PlatformRole::Viewer);
    assert!(all.list(&viewer, &AuditEventFilter::default(), &PageRequest::default()).await.is_ok());
}
