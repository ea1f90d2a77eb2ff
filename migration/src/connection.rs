//! What the server's command line runs, on a connection of the migrator's own.

use sea_orm_migration::{
    DbErr, MigrationStatus, MigratorTrait as _,
    sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend},
};

use crate::Migrator;

/// Two migrators of one PostgreSQL database wait for each other under this key ("imp-migr").
const LOCK: i64 = 0x696d_702d_6d69_6772;

/// One migration and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// As in the file's name.
    pub name: String,
    /// Whether it was applied.
    pub applied: bool,
}

/// Applies what is missing, `steps` of it at most. Says what was applied.
///
/// # Errors
/// What the driver or the migration says; the failed migration has changed nothing.
pub async fn up(url: &str, steps: Option<u32>) -> Result<Vec<String>, DbErr> {
    change(url, |before, after| !before.applied && after.applied, async |db| Migrator::up(db, steps).await)
        .await
}

/// Takes back the newest migrations, `steps` of them at most. Says which.
///
/// # Errors
/// What the driver or the migration says; the failed migration has changed nothing.
pub async fn down(url: &str, steps: Option<u32>) -> Result<Vec<String>, DbErr> {
    change(url, |before, after| before.applied && !after.applied, async |db| Migrator::down(db, steps).await)
        .await
}

/// Every migration and whether the database has it. Changes nothing, but on SQLite makes the file.
///
/// # Errors
/// What the driver says, or that the database has a migration this program does not know.
pub async fn status(url: &str) -> Result<Vec<Step>, DbErr> {
    let db = connect(url).await?;
    let steps = steps(&db).await;
    db.close().await?;
    steps
}

/// Names of the migrations that an open database lacks. Changes nothing; cheap enough for readiness.
///
/// # Errors
/// What the driver says, or that the database has a migration this program does not know.
pub async fn pending(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    Ok(steps(db).await?.into_iter().filter(|s| !s.applied).map(|s| s.name).collect())
}

async fn steps(db: &DatabaseConnection) -> Result<Vec<Step>, DbErr> {
    let all = Migrator::get_migration_with_status_read_only(db).await?;
    Ok(all
        .iter()
        .map(|m| Step { name: m.name().to_owned(), applied: m.status() == MigrationStatus::Applied })
        .collect())
}

/// One connection: SQLite's rebuilding of tables needs foreign keys off, which is a setting of the
/// connection that has no effect inside a transaction.
async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    // A statement that is prepared for a table's old shape fails on its new one: none is kept.
    options
        .map_sqlx_sqlite_opts(|o| o.create_if_missing(true).foreign_keys(false).statement_cache_capacity(0));
    options.map_sqlx_postgres_opts(|o| o.statement_cache_capacity(0));
    Database::connect(options).await
}

async fn change(
    url: &str,
    changed: impl Fn(&Step, &Step) -> bool,
    work: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DbErr>,
) -> Result<Vec<String>, DbErr> {
    let db = connect(url).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        // Ends with the connection.
        db.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
    }
    let before = steps(&db).await?;
    let done = work(&db).await;
    let after = steps(&db).await;
    db.close().await?;
    done?;
    let names =
        before.iter().zip(&after?).filter(|(b, a)| changed(b, a)).map(|(b, _)| b.name.clone()).collect();
    Ok(names)
}
