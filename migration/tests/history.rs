//! The whole history, forwards and backwards.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use migration::{down, pending, status, up};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use support::Empty;

both_engines! { up_down_and_up_again one_by_one two_at_once }

/// Every table, column and index, sorted.
async fn schema(database: &Empty) -> Vec<String> {
    let sql = match database.db.get_database_backend() {
        DbBackend::Sqlite => "SELECT name, coalesce(sql, '') FROM sqlite_schema",
        _ => {
            "SELECT table_name || '.' || column_name, data_type || is_nullable FROM information_schema.columns
             WHERE table_schema = 'public'
             UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace"
        }
    };
    let rows = database
        .db
        .query_all_raw(Statement::from_string(database.db.get_database_backend(), sql))
        .await
        .unwrap();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let name: String = row.try_get_by_index(0).unwrap();
            let definition: String = row.try_get_by_index(1).unwrap();
            format!("{name}: {definition}")
        })
        .filter(|line| !line.contains("seaql_migrations"))
        .collect();
    lines.sort();
    lines
}

async fn up_down_and_up_again(database: &Empty) {
    let all = up(&database.url, None).await.unwrap();
    assert!(all.len() > 8, "{all:?}");
    assert_eq!(up(&database.url, None).await.unwrap(), Vec::<String>::new());
    assert_eq!(pending(&database.db).await.unwrap(), Vec::<String>::new());
    let first = schema(database).await;
    assert!(first.iter().any(|l| l.contains("uq_commands_live_deploy")), "{first:#?}");

    assert_eq!(down(&database.url, None).await.unwrap(), all);
    assert_eq!(schema(database).await, Vec::<String>::new());
    assert_eq!(pending(&database.db).await.unwrap(), all);

    up(&database.url, None).await.unwrap();
    assert_eq!(schema(database).await, first);
}

/// What each migration leaves is what its `down` comes back to.
async fn one_by_one(database: &Empty) {
    let steps = status(&database.url).await.unwrap().len();
    let mut schemas = vec![schema(database).await];
    for _ in 0..steps {
        assert_eq!(up(&database.url, Some(1)).await.unwrap().len(), 1);
        schemas.push(schema(database).await);
    }
    for expected in schemas.iter().rev().skip(1) {
        let undone = down(&database.url, Some(1)).await.unwrap();
        assert_eq!(schema(database).await, *expected, "after {undone:?}");
    }
}

/// Two replicas that start together: PostgreSQL makes the second wait, SQLite has one process.
async fn two_at_once(database: &Empty) {
    if database.db.get_database_backend() == DbBackend::Postgres {
        let (a, b) = tokio::join!(up(&database.url, None), up(&database.url, None));
        assert_eq!(a.unwrap().len() + b.unwrap().len(), status(&database.url).await.unwrap().len());
    }
    up(&database.url, None).await.unwrap();
    assert!(status(&database.url).await.unwrap().iter().all(|s| s.applied));
}
