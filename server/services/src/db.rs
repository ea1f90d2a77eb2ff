//! One schema on two engines. SQLite has a pool of readers and a single writer whose transactions
//! begin immediately; PostgreSQL uses one pool for both.

use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait as _,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

/// A transaction that may write. Pass it on: asking for a second one while holding it deadlocks on
/// SQLite.
pub type Tx = DatabaseTransaction;

/// Both pools.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    /// Connects to `sqlite://PATH` or `postgres://…`. Creates nothing but, on SQLite, the file.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn connect(url: &str, connections: u32) -> Result<Self, DbErr> {
        if !url.starts_with("sqlite:") {
            let mut options = ConnectOptions::new(url);
            options.max_connections(connections).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
            let pool = Database::connect(options).await?;
            return Ok(Self { read: pool.clone(), write: pool });
        }
        let pool = |size: u32| {
            let mut options = ConnectOptions::new(url);
            options.max_connections(size).acquire_timeout(Duration::from_secs(30)).sqlx_logging(false);
            options.map_sqlx_sqlite_opts(|o| {
                o.create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // A commit survives a power cut: what an agent was told must not be forgotten here.
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(Duration::from_secs(10))
                    .foreign_keys(true)
            });
            options
        };
        let write = Database::connect(pool(1)).await?;
        let read = Database::connect(pool(connections)).await?;
        Ok(Self { read, write })
    }

    /// For reading outside a transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// What the driver says, for instance that no connection came free in time.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        self.write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            })
            .await
    }

    /// Whether the database answers and has this build's schema.
    pub async fn is_current(&self) -> bool {
        migration::pending(&self.read).await.is_ok_and(|pending| pending.is_empty())
    }

    /// Begins a transaction that sees one state of the database throughout, and writes nothing.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn begin_read(&self) -> Result<Tx, DbErr> {
        let isolation = self.is_postgres().then_some(IsolationLevel::RepeatableRead);
        let access = self.is_postgres().then_some(AccessMode::ReadOnly);
        self.read.begin_with_config(isolation, access).await
    }

    /// Copies an SQLite database into a new file, as it is at this moment.
    ///
    /// # Errors
    /// What the driver says; on PostgreSQL always.
    pub async fn copy_into(&self, file: &std::path::Path) -> Result<(), DbErr> {
        let path = file.display().to_string();
        let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
        self.write.execute_raw(copy).await.map(drop)
    }

    /// Which engine answers.
    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }
}
