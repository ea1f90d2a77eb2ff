//! What is chosen and what is deleted at the same instant, on PostgreSQL: SQLite has one writer.

use std::time::Duration;

use domain::{Code, Error, product::ProductSpec};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    Statement, TransactionTrait as _,
};
use services::Mode;
use tokio::{task::JoinHandle, time::timeout};

use crate::support::{
    offer::{Offer, cluster, service_spec},
    test_db::TestDb,
    world::World,
};

pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    Database::connect(ConnectOptions::new(url)).await.unwrap()
}

/// Another request that has deleted every service but has not committed.
async fn deleting(db: &DatabaseConnection) -> DatabaseTransaction {
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM api_services").await.unwrap();
    tx
}

/// Waits until somebody waits for somebody else's lock.
pub(crate) async fn until_somebody_waits(db: &DatabaseConnection) {
    let sql =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let look = async {
        while db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().is_none() {}
    };
    timeout(Duration::from_secs(60), look).await.unwrap();
}

/// Waits until the task waits for somebody's lock, or has ended without waiting.
async fn blocked<T>(db: &DatabaseConnection, task: &JoinHandle<T>) {
    let ended = async {
        while !task.is_finished() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = ended => {}
        () = until_somebody_waits(db) => {}
    }
}

#[track_caller]
fn assert_unknown(error: &Error, field: &str) {
    let found = error.fields().iter().find(|f| f.field == field);
    assert_eq!(found.map(|f| f.reason.code), Some(Code::UnknownReference), "{error:?}");
}

#[tokio::test]
async fn a_product_does_not_take_a_service_that_goes() {
    let database = TestDb::postgres().await;
    let url = database.url.clone();
    let world = World::new(database).await;
    let offer = Offer::new(&world, "acme").await;
    let db = connect(&url).await;
    let other = deleting(&db).await;
    let (products, editor) = (world.services.product.clone(), offer.editor.clone());
    let spec = ProductSpec { name: "other".to_owned(), ..offer.product.spec.clone() };
    let task = tokio::spawn(async move { products.create(&editor, spec, Mode::Commit).await });
    blocked(&db, &task).await;
    other.commit().await.unwrap();
    assert_unknown(&task.await.unwrap().unwrap_err(), "api_services[0]");
}

#[tokio::test]
async fn a_publish_does_not_leave_out_a_service_that_goes() {
    let database = TestDb::postgres().await;
    let url = database.url.clone();
    let world = World::new(database).await;
    let offer = Offer::new(&world, "acme").await;
    let second = world.services.api_service.create(&offer.editor, service_spec("more"), Mode::Commit).await;
    let second = second.unwrap();
    let mut product = offer.product.spec.clone();
    product.api_services.push(second.id);
    world.services.product.update(&offer.editor, offer.product.id, 1, product, Mode::Commit).await.unwrap();
    let eu = cluster(&world, "eu").await;
    let mut spec = offer.spec(&eu, "a.example.com");
    spec.api_services.push(second.id);
    let draft = world.services.product_publish.create(&offer.editor, spec, Mode::Commit).await.unwrap();
    let db = connect(&url).await;
    let other = db.begin().await.unwrap();
    other.execute_unprepared("DELETE FROM api_services WHERE name = 'more'").await.unwrap();
    let (publishes, editor) = (world.services.product_publish.clone(), offer.editor.clone());
    let task =
        tokio::spawn(async move { publishes.publish(&editor, draft.id, None, "", Mode::Commit).await });
    blocked(&db, &task).await;
    other.commit().await.unwrap();
    let error = task.await.unwrap().unwrap_err();
    assert_unknown(&error, "api_services[1]");
    assert_eq!(error.fields().len(), 1, "{error:?}");
}

/// What PostgreSQL gives up to keep others going is worth another try, and says so.
#[tokio::test]
async fn a_deadlock_is_no_defect() {
    let database = TestDb::postgres().await;
    let url = database.url.clone();
    let world = World::new(database).await;
    let acme = world.tenant("acme").await;
    let db = connect(&url).await;
    let raise = |code: &str| {
        format!(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{code}'; END $$"
        )
    };
    db.execute_unprepared(&raise("40P01")).await.unwrap();
    db.execute_unprepared(
        "CREATE TRIGGER refuse BEFORE UPDATE ON tenants FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    .await
    .unwrap();
    let expected = [
        ("40P01", Error::Unavailable(Code::Unavailable.into())),
        ("40001", Error::Unavailable(Code::Unavailable.into())),
        ("23503", Error::conflict(Code::RelatedChanged)),
        ("XX000", Error::Internal),
    ];
    for (code, expected) in expected {
        db.execute_unprepared(&raise(code)).await.unwrap();
        let tenants = &world.services.tenant;
        let result = tenants.update(&world.operator(), acme.id, 1, acme.spec.clone(), Mode::Commit).await;
        assert_eq!(result.unwrap_err(), expected, "{code}");
    }
}
