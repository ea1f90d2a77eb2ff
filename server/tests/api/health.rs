//! Whether the server lives is not whether its database does.

use crate::support::{
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { a_database_of_another_build_is_not_ready }

async fn a_database_of_another_build_is_not_ready(db: TestDb) {
    let url = db.url.clone();
    let app = TestApp::new(db).await;
    app.get("/readyz").send().await.expect(204);
    migration::down(&url, Some(1)).await.unwrap();
    assert_eq!(app.get("/readyz").send().await.problem(), (503, "unavailable".to_owned(), vec![]));
    app.get("/healthz").send().await.expect(204);
    app.get("/version").send().await.expect(200);
    migration::up(&url, None).await.unwrap();
    app.get("/readyz").send().await.expect(204);
}
