//! An empty database on either engine, removed at the end.

use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};

/// An empty database.
pub(crate) struct Empty {
    pub(crate) url: String,
    pub(crate) db: DatabaseConnection,
    admin: Option<(DatabaseConnection, String)>,
    _folder: Option<tempfile::TempDir>,
}

impl Empty {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display());
        let db = connect(&url).await;
        Self { url, db, admin: None, _folder: Some(folder) }
    }

    pub(crate) async fn postgres(name: &str) -> Self {
        let server = std::env::var("IMP_TEST_POSTGRES_URL")
            .expect("this test needs PostgreSQL; run it as: .ci/with-postgres cargo test -p migration");
        let name = format!("imp_migration_{}_{name}", std::process::id());
        let admin = Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        let (host, _) = server.rsplit_once('/').unwrap();
        let url = format!("{host}/{name}");
        let db = connect(&url).await;
        Self { url, db, admin: Some((admin, name)), _folder: None }
    }

    pub(crate) async fn close(self) {
        self.db.close().await.unwrap();
        if let Some((admin, name)) = self.admin {
            admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
    }
}

/// Without a cache of statements: what is prepared for a table's old shape fails on its new one.
pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.map_sqlx_sqlite_opts(|o| o.statement_cache_capacity(0));
    options.map_sqlx_postgres_opts(|o| o.statement_cache_capacity(0));
    Database::connect(options).await.unwrap()
}

/// Runs a test on both engines.
#[macro_export]
macro_rules! both_engines {
    ($($name:ident)+) => {$(
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                let database = $crate::support::Empty::sqlite().await;
                super::$name(&database).await;
                database.close().await;
            }

            #[tokio::test]
            async fn postgres() {
                let database = $crate::support::Empty::postgres(stringify!($name)).await;
                super::$name(&database).await;
                database.close().await;
            }
        }
    )+};
}
