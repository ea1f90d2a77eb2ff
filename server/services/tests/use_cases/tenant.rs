//! Tenants: made, changed, listed page by page, and by operators alone.

use domain::{
    Code, Error,
    page::PageRequest,
    role::{PlatformRole, Role},
    tenant::{TenantSpec, TenantStatus},
};
use services::{Caller, Mode, TenantFilter};

use crate::support::{
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! { created_and_changed refused listed_by_pages listed_by_label only_for_operators }

async fn created_and_changed(db: TestDb) {
    let world = World::new(db).await;
    let (operator, tenants) = (world.operator(), &world.services.tenant);
    let acme = world.tenant("acme").await;
    assert_eq!(tenants.get(&operator, acme.id).await.unwrap(), acme);

    let spec = TenantSpec { name: "Acme Inc.".to_owned(), ..acme.spec.clone() };
    let tried = tenants.update(&operator, acme.id, 1, spec.clone(), Mode::DryRun).await.unwrap();
    assert_eq!((tried.version, tried.spec.name.as_str()), (2, "Acme Inc."));
    assert_eq!(tenants.get(&operator, acme.id).await.unwrap(), acme);

    let changed = tenants.update(&operator, acme.id, 1, spec.clone(), Mode::Commit).await.unwrap();
    assert_eq!(tenants.get(&operator, acme.id).await.unwrap(), changed);
    let stale = tenants.update(&operator, acme.id, 1, spec, Mode::Commit).await.unwrap_err();
    assert_eq!(stale, Error::Precondition(Code::VersionStale.into()));

    let suspended =
        tenants.set_status(&operator, acme.id, 2, TenantStatus::Suspended, Mode::Commit).await.unwrap();
    assert_eq!((suspended.version, suspended.status), (3, TenantStatus::Suspended));
}

async fn refused(db: TestDb) {
    let world = World::new(db).await;
    let (operator, tenants) = (world.operator(), &world.services.tenant);
    let nothing = TenantSpec {
        slug: "A".to_owned(),
        hostname_suffixes: vec!["a b".to_owned()],
        ..TenantSpec::default()
    };
    let error = tenants.create(&operator, nothing, Mode::Commit).await.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["slug", "name", "is_provider", "hostname_suffixes[0]"]);

    let acme = world.tenant("acme").await;
    let twin = tenants.create(&operator, acme.spec, Mode::Commit).await.unwrap_err();
    assert_eq!((twin.fields()[0].field.as_str(), twin.fields()[0].reason.code), ("slug", Code::NameTaken));
}

async fn listed_by_pages(db: TestDb) {
    let world = World::new(db).await;
    let (operator, tenants) = (world.operator(), &world.services.tenant);
    for slug in ["delta", "alpha", "echo", "bravo", "charlie"] {
        world.tenant(slug).await;
    }
    let mut seen = Vec::new();
    let mut page = PageRequest { limit: Some(2), cursor: None };
    loop {
        let part = tenants.list(&operator, &TenantFilter::default(), &page).await.unwrap();
        assert!(part.items.len() <= 2);
        seen.extend(part.items.into_iter().map(|t| t.spec.slug));
        page.cursor = part.next_cursor;
        if page.cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["alpha", "bravo", "charlie", "delta", "echo"]);

    let found = TenantFilter { search: Some("LPH".to_owned()), ..TenantFilter::default() };
    let found = tenants.list(&operator, &found, &PageRequest::default()).await.unwrap();
    assert_eq!(found.items.len(), 1);
    let none = TenantFilter { status: Some(TenantStatus::Suspended), ..TenantFilter::default() };
    assert!(tenants.list(&operator, &none, &PageRequest::default()).await.unwrap().items.is_empty());

    let forged = PageRequest { limit: None, cursor: Some("nonsense".to_owned()) };
    let error = tenants.list(&operator, &TenantFilter::default(), &forged).await.unwrap_err();
    assert_eq!(
        (error.fields()[0].field.as_str(), error.fields()[0].reason.code),
        ("cursor", Code::BadCursor)
    );
}

async fn listed_by_label(db: TestDb) {
    let world = World::new(db).await;
    let (operator, tenants) = (world.operator(), &world.services.tenant);
    for (slug, pairs) in
        [("acme", vec![("example.com/team", "core"), ("tier", "1")]), ("globex", vec![("tier", "1")])]
    {
        let plain = world.tenant(slug).await;
        let labels = pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let spec = TenantSpec { labels, ..plain.spec };
        tenants.update(&operator, plain.id, 1, spec, Mode::Commit).await.unwrap();
    }
    for (wanted, expected) in [
        (vec![], vec!["acme", "globex"]),
        (vec![("tier", "1")], vec!["acme", "globex"]),
        (vec![("tier", "1"), ("example.com/team", "core")], vec!["acme"]),
        (vec![("example.com/team", "other")], vec![]),
        (vec![("\"", "")], vec![]),
    ] {
        let labels = wanted.iter().map(|(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned())).collect();
        let filter = TenantFilter { labels, ..TenantFilter::default() };
        let found = tenants.list(&operator, &filter, &PageRequest::default()).await.unwrap();
        let slugs: Vec<_> = found.items.iter().map(|t| t.spec.slug.as_str()).collect();
        assert_eq!(slugs, expected, "{wanted:?}");
    }
}

async fn only_for_operators(db: TestDb) {
    let world = World::new(db).await;
    let acme = world.tenant("acme").await;
    let tenants = &world.services.tenant;
    for (caller, read, write) in [
        (Caller::anonymous("test"), 401, 401),
        (world.member(&acme, Role::Owner), 403, 403),
        (world.person(PlatformRole::Viewer), 200, 403),
        (world.operator(), 200, 200),
    ] {
        let status = |error: Option<Error>| match error {
            None => 200,
            Some(Error::Unauthenticated(_)) => 401,
            Some(Error::Forbidden(_)) => 403,
            Some(other) => panic!("{other}"),
        };
        assert_eq!(status(tenants.get(&caller, acme.id).await.err()), read, "{caller:?}");
        let same = tenants.update(&caller, acme.id, 1, acme.spec.clone(), Mode::DryRun).await;
        assert_eq!(status(same.err()), write, "{caller:?}");
    }
}
