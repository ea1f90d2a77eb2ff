//! `imp-gateway backup`.

use domain::page::PageRequest;
use services::{Caller, Db};

use crate::support::{process::Program, test_app::TestApp, test_db::TestDb};

/// Taken while a server runs, it opens and holds the rows.
#[tokio::test]
async fn a_running_server_is_copied() {
    let db = TestDb::sqlite().await;
    let program = Program::on(&db.url);
    let app = TestApp::new(db).await;
    let acme = app.tenant("acme").await;
    let _serving = program.serve().await;
    let copy = program.file("copy.db");
    let done = program.run(&["backup", copy.to_str().unwrap()]).await;
    assert!(done.lines()[0].starts_with("copied "), "{done:?}");

    let db = Db::connect(&format!("sqlite://{}", copy.display()), 2).await.unwrap();
    assert!(db.is_current().await);
    let copied = services::Services::new(services::Ctx::new(
        db,
        app.clock.clone(),
        services::Bus::new(),
        app.services.ctx.keys.clone(),
        app.services.ctx.settings.clone(),
    ));
    let tenants =
        copied.tenant.list(&Caller::system("test"), &Default::default(), &PageRequest::default()).await;
    assert_eq!(tenants.unwrap().items, [acme]);

    let again = program.run(&["backup", copy.to_str().unwrap()]).await;
    assert!(again.refusal().ends_with("exists already"), "{again:?}");
}

#[tokio::test]
async fn postgresql_has_a_tool_of_its_own() {
    let db = TestDb::postgres().await;
    let refused = Program::on(&db.url).run(&["backup", "copy.db"]).await;
    assert!(refused.refusal().contains("pg_dump"), "{refused:?}");
}
