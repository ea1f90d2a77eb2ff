//! Whoever decides from a cluster's desired state waits for whoever else does: shown on PostgreSQL, step by step.
//! SQLite has one writer.

use std::pin::pin;

use futures::future::{Either, FutureExt as _, LocalBoxFuture, select};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement, TransactionTrait as _};
use services::Mode;

use crate::{
    delivery::{Scene, scene},
    race::{connect, until_somebody_waits},
    support::test_db::TestDb,
};

/// How far somebody else's transaction raises the counter meanwhile.
const RAISED: i64 = 100;

/// Begins `action` while another transaction decides about the cluster, and ends that once `action` waits for it.
fn after_another<'a, T>(
    db: &'a DatabaseConnection,
    action: impl Future<Output = T> + 'a,
) -> LocalBoxFuture<'a, T> {
    let action = Box::pin(action);
    let step = async move {
        let other = db.begin().await.unwrap();
        let raise = format!("UPDATE cluster_desired SET generation = generation + {RAISED}");
        other.execute_unprepared(&raise).await.unwrap();
        match select(action, pin!(until_somebody_waits(db))).await {
            Either::Left(_) => panic!("it did not wait"),
            Either::Right(((), action)) => {
                other.commit().await.unwrap();
                action.await
            }
        }
    };
    step.boxed_local()
}

async fn generation(db: &DatabaseConnection) -> i64 {
    let sql = Statement::from_string(DbBackend::Postgres, "SELECT generation FROM cluster_desired");
    db.query_one_raw(sql).await.unwrap().unwrap().try_get("", "generation").unwrap()
}

#[tokio::test]
async fn everybody_waits_for_the_counter_and_counts_on_from_it() {
    let database = TestDb::postgres().await;
    let db = connect(&database.url).await;
    let Scene { world, offer, cluster, mut agent } = scene(database).await;
    let publishes = &world.services.product_publish;

    let draft = offer.draft(&world, &cluster, "a.example.com").await;
    let before = generation(&db).await;
    let published = publishes.publish(&offer.editor, draft.id, None, "", Mode::Commit);
    after_another(&db, published).await.unwrap();
    let after = generation(&db).await;
    assert!(after > before + RAISED, "{after} was counted from before the other's {before} + {RAISED}");

    let session = after_another(&db, agent.connect(&world)).await;
    let due = after_another(&db, agent.claim(&world, session)).await;
    let spec = agent.fetch(&world, &due[0].key).await;
    after_another(&db, agent.apply(&world, session, &spec)).await.unwrap();
    agent.settle(&world, session).await;

    let before = generation(&db).await;
    let withdrawn = publishes.withdraw(&offer.editor, draft.id, None, Mode::Commit);
    after_another(&db, withdrawn).await.unwrap();
    let after = generation(&db).await;
    assert!(after > before + RAISED, "{after} was counted from before the other's {before} + {RAISED}");
    agent.settle(&world, session).await;
    assert!(agent.held.is_empty(), "{:?}", agent.held);
}
