//! Clusters: who may use them, what they still carry, and how they close.

use domain::{
    Code, Error,
    cluster::{ClusterSpec, ClusterStatus},
    page::PageRequest,
    role::Role,
};
use services::{ClusterFilter, Mode};

use crate::support::{
    fake_agent::FakeAgent,
    offer::cluster,
    test_db::{TestDb, both_engines},
    world::World,
};

both_engines! {
    changed_and_closed
    refused
    providers_see_what_is_open_to_them
    deleted_when_empty
    deleted_when_its_agents_are_revoked
    deleted_while_an_agent_connects
}

async fn changed_and_closed(db: TestDb) {
    let world = World::new(db).await;
    let (operator, clusters) = (world.operator(), &world.services.cluster);
    let eu = cluster(&world, "eu").await;
    assert_eq!((eu.status, eu.presence, eu.publishes, eu.generation), (ClusterStatus::Active, None, 0, 0));
    let spec = ClusterSpec { region: "eu-central-1".to_owned(), ..eu.spec.clone() };
    let changed = clusters.update(&operator, eu.id, 1, spec, Mode::Commit).await.unwrap();
    assert_eq!(clusters.get(&operator, eu.id).await.unwrap(), changed);

    let set =
        async |version, status, mode| clusters.set_status(&operator, eu.id, version, status, mode).await;
    set(2, ClusterStatus::Maintenance, Mode::DryRun).await.unwrap();
    set(2, ClusterStatus::Maintenance, Mode::Commit).await.unwrap();
    set(3, ClusterStatus::Active, Mode::Commit).await.unwrap();
    set(4, ClusterStatus::Retired, Mode::Commit).await.unwrap();
    let error = set(5, ClusterStatus::Active, Mode::Commit).await.unwrap_err();
    assert_eq!(error.reason().code, Code::BadTransition);
    let retired = ClusterFilter { status: Some(ClusterStatus::Retired), ..ClusterFilter::default() };
    let retired = clusters.list(&operator, &retired, &PageRequest::default()).await.unwrap();
    assert_eq!(retired.items.len(), 1);
}

async fn refused(db: TestDb) {
    let world = World::new(db).await;
    let (operator, clusters) = (world.operator(), &world.services.cluster);
    let eu = cluster(&world, "eu").await;
    let twin = clusters.create(&operator, eu.spec.clone(), Mode::Commit).await.unwrap_err();
    assert_eq!((twin.fields()[0].field.as_str(), twin.fields()[0].reason.code), ("name", Code::NameTaken));
    let acme = world.tenant("acme").await;
    let listed = Some(vec![acme.id, world.clock.id()]);
    let unknown = ClusterSpec { tenants: listed, ..eu.spec.clone() };
    let error = clusters.update(&operator, eu.id, 1, unknown, Mode::Commit).await.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["tenants[1]"]);
    let owner = world.member(&acme, Role::Owner);
    let error = clusters.create(&owner, eu.spec, Mode::Commit).await.unwrap_err();
    assert_eq!(error, Error::Forbidden(Code::Forbidden.into()));
}

async fn providers_see_what_is_open_to_them(db: TestDb) {
    let world = World::new(db).await;
    let (operator, clusters) = (world.operator(), &world.services.cluster);
    let (acme, globex) = (world.tenant("acme").await, world.tenant("globex").await);
    let open = cluster(&world, "open").await;
    let closed = ClusterSpec { name: "acmes".to_owned(), tenants: Some(vec![acme.id]), ..open.spec.clone() };
    clusters.create(&operator, closed, Mode::Commit).await.unwrap();
    let gone = cluster(&world, "gone").await;
    clusters.set_status(&operator, gone.id, 1, ClusterStatus::Retired, Mode::Commit).await.unwrap();
    for (tenant, expected) in [(acme, vec!["acmes", "open"]), (globex, vec!["open"])] {
        let editor = world.member(&tenant, Role::Editor);
        let choices = clusters.choices(&editor, &PageRequest::default()).await.unwrap();
        let names: Vec<_> = choices.items.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, expected);
    }
}

async fn deleted_when_empty(db: TestDb) {
    let world = World::new(db).await;
    let (operator, clusters) = (world.operator(), &world.services.cluster);
    let eu = cluster(&world, "eu").await;
    clusters.delete(&operator, eu.id, 1, Mode::Commit).await.unwrap();
    assert_eq!(clusters.get(&operator, eu.id).await.unwrap_err(), Error::not_found("cluster"));
}

async fn deleted_when_its_agents_are_revoked(db: TestDb) {
    let world = World::new(db).await;
    let (operator, clusters) = (world.operator(), &world.services.cluster);
    let eu = cluster(&world, "eu").await;
    let (second, main) =
        (FakeAgent::register(&world, &eu, "second").await, FakeAgent::register(&world, &eu, "main").await);
    main.connect(&world).await;
    let error = clusters.delete(&operator, eu.id, 1, Mode::Commit).await.unwrap_err();
    assert_eq!(error.reason().code, Code::InUse);
    assert!(error.to_string().contains("agents: main, second"), "{error}");
    for agent in [second, main] {
        let (id, _) = agent.caller.agent().unwrap();
        world.services.agent.revoke(&operator, id, Mode::Commit).await.unwrap();
    }
    clusters.delete(&operator, eu.id, 1, Mode::Commit).await.unwrap();
}

/// Both take the same locks: one waits for the other, and neither for ever.
async fn deleted_while_an_agent_connects(db: TestDb) {
    let world = World::new(db).await;
    let (operator, services) = (world.operator(), &world.services);
    for i in 0..8 {
        let eu = cluster(&world, &format!("eu-{i}")).await;
        let agent = FakeAgent::register(&world, &eu, "main").await;
        agent.connect(&world).await;
        services.agent.revoke(&operator, agent.caller.agent().unwrap().0, Mode::Commit).await.unwrap();
        let hello = agent.hello();
        let (connected, deleted) = tokio::join!(
            services.delivery.connect(&agent.caller, &hello),
            services.cluster.delete(&operator, eu.id, 1, Mode::Commit),
        );
        assert!(connected.is_err());
        deleted.unwrap();
    }
}
