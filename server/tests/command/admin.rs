//! `imp-gateway admin`.

use domain::{role::PlatformRole, user::UserStatus};
use services::{Caller, Mode, SessionData};

use crate::support::{
    personas::PASSWORD,
    process::Program,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { a_reset_lets_somebody_back_in }

async fn a_reset_lets_somebody_back_in(db: TestDb) {
    let program = Program::on(&db.url);
    let app = TestApp::new(db).await;
    let ada = app.user("ada@example.com", PlatformRole::Admin).await;
    app.user("bob@example.com", PlatformRole::Admin).await;
    let anyone = Caller::anonymous("test");
    let login = async |password: &str| {
        app.services.auth.login(&anyone, "ada@example.com", password, [127, 0, 0, 1].into()).await
    };
    let signed = login(PASSWORD).await.unwrap();
    let data = SessionData { user: Some(signed.user), proof: signed.proof, ..SessionData::default() };
    app.services.session.begin("secret", data).await.unwrap();
    let users = &app.services.user;
    let system = Caller::system("test");
    users.set_status(&system, ada.id, ada.version, UserStatus::Disabled, Mode::Commit).await.unwrap();

    let unknown = program.run(&["admin", "reset-password", "nobody@example.com"]).await;
    assert!(unknown.refusal().contains("user"), "{unknown:?}");
    let done = program.run(&["admin", "reset-password", "Ada@example.com"]).await;
    let [line] = done.lines()[..] else { panic!("{done:?}") };
    let password = line.strip_prefix("The new password of Ada@example.com is ").unwrap();
    assert!(!done.stderr.contains(password), "no log keeps it");
    assert!(login(PASSWORD).await.is_err());
    assert_eq!(login(password).await.unwrap().user, ada.id);
    assert!(app.services.session.load("secret").await.unwrap().is_none());
}
