//! Every page × everybody.

use domain::role::{PlatformRole, Role};

use crate::support::{
    browser::Browser,
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { every_page_answers_everybody a_portals_own_address_leads_on }

/// Pages for those who have not signed in.
const PUBLIC_PAGES: &[&str] = &["/login", "/setup"];

async fn every_page_answers_everybody(db: TestDb) {
    let app = TestApp::new(db).await;
    let (acme, globex) = (app.tenant("acme").await, app.tenant("globex").await);
    app.user("admin@example.com", PlatformRole::Admin).await;
    app.member(&acme, "viewer@example.com", Role::Viewer).await;
    app.member(&globex, "stranger@example.com", Role::Owner).await;
    let nobody = Browser::new(&app);
    let mut people = Vec::new();
    for email in ["admin@example.com", "viewer@example.com", "stranger@example.com"] {
        people.push((email, Browser::signed_in(&app, email, PASSWORD).await));
    }
    for page in server::pages::page_list() {
        let path = fill(page.path());
        let anonymous = nobody.get(&path).await;
        if !PUBLIC_PAGES.contains(&page.path()) {
            let to = anonymous.location();
            assert!(to.starts_with("/login"), "{path} shows itself to nobody: {} {to}", anonymous.status);
        }
        for (email, browser) in &people {
            let answer = browser.get(&path).await;
            assert!(answer.status.as_u16() < 500, "{path} as {email}: {}", answer.text);
            let provider = path.starts_with("/provider/acme") && *email != "viewer@example.com";
            let foreign = provider || path.starts_with("/operator") && *email != "admin@example.com";
            assert!(!foreign || answer.status == 404, "{path} shows itself to {email}: {}", answer.status);
        }
    }
}

/// The address with something in each place.
fn fill(path: &str) -> String {
    let id = "0198f0c17c3a7d10b2a4c5d6e7f80912";
    let part = |part: &str| match part {
        "{tenant}" => "acme".to_owned(),
        part if part.starts_with('{') => format!("svc_{id}"),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn a_portals_own_address_leads_on(db: TestDb) {
    let app = TestApp::new(db).await;
    let acme = app.tenant("acme").await;
    app.user("admin@example.com", PlatformRole::Admin).await;
    app.member(&acme, "editor@example.com", Role::Editor).await;
    let admin = Browser::signed_in(&app, "admin@example.com", PASSWORD).await;
    let editor = Browser::signed_in(&app, "editor@example.com", PASSWORD).await;
    assert_eq!(admin.get("/operator").await.location(), "/operator/clusters");
    assert_eq!(admin.get("/provider").await.status, 404);
    assert_eq!(editor.get("/provider").await.location(), "/provider/acme");
    assert_eq!(Browser::new(&app).get("/provider").await.location(), "/login?next=%2Fprovider");
}
