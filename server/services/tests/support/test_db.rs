//! A migrated database for one test, on either engine, gone at its end. Both engines copy a template
//! that is migrated once: SQLite's from memory, PostgreSQL's with `CREATE DATABASE … TEMPLATE`.
//!
//! A test is an `async fn(TestDb)` named in [`both_engines!`]. Without PostgreSQL its second half
//! fails with the command that provides one.

use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};
use tokio::sync::OnceCell;

/// A database of one test. Dropping it removes it.
#[derive(Debug)]
pub(crate) struct TestDb {
    /// What `Db::connect` takes.
    pub(crate) url: String,
    /// The folder of an SQLite file.
    _folder: Option<tempfile::TempDir>,
    /// The server and the name of a PostgreSQL database.
    postgres: Option<(String, String)>,
}

impl TestDb {
    /// A copy of the SQLite template.
    pub(crate) async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(async || {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("template.db");
                migration::up(&format!("sqlite://{}", file.display()), None).await.unwrap();
                std::fs::read(file).unwrap()
            })
            .await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        std::fs::write(&file, template).unwrap();
        Self { url: format!("sqlite://{}", file.display()), _folder: Some(folder), postgres: None }
    }

    /// A copy of the PostgreSQL template on the server of `IMP_TEST_POSTGRES_URL`.
    pub(crate) async fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("IMP_TEST_POSTGRES_URL").expect(
            "this test needs PostgreSQL; run it as: .ci/with-postgres cargo test -p services -p server",
        );
        let admin = connect(&server).await;
        let template = template(&server, &admin).await;
        let name = format!("imp_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        admin.close().await.unwrap();
        Self { url: sibling(&server, &name), _folder: None, postgres: Some((server, name)) }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some((server, name)) = self.postgres.take() else { return };
        // Drop cannot wait, and the test's runtime may be ending: another thread has its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let admin = connect(&server).await;
                admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            });
        });
        if dropping.join().is_err() {
            eprintln!("a test database could not be dropped");
        }
    }
}

/// The name of the migrated template; the first test of this build makes it, the others wait.
async fn template(server: &str, admin: &DatabaseConnection) -> String {
    let program = std::env::current_exe().unwrap();
    let built = std::fs::metadata(&program).unwrap().modified().unwrap();
    let build = BuildHasherDefault::<DefaultHasher>::default().hash_one((program, built));
    let name = format!("imp_template_{build:016x}");
    admin.execute_unprepared("SELECT pg_advisory_lock(7)").await.unwrap();
    let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let exists = admin.query_one_raw(Statement::from_string(DbBackend::Postgres, exists)).await.unwrap();
    if exists.is_none() {
        let unfinished = format!("{name}_unfinished");
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {unfinished}")).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {unfinished}")).await.unwrap();
        migration::up(&sibling(server, &unfinished), None).await.unwrap();
        admin.execute_unprepared(&format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await.unwrap();
    }
    admin.execute_unprepared("SELECT pg_advisory_unlock(7)").await.unwrap();
    name
}

/// One connection: the advisory lock belongs to it.
async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

fn sibling(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{database}")
}

/// Runs each test on both engines, as `<test>::sqlite` and `<test>::postgres`.
macro_rules! both_engines {
    ($($test:ident)+) => {$(
        mod $test {
            use $crate::support::test_db::TestDb;

            #[tokio::test]
            async fn sqlite() {
                super::$test(TestDb::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$test(TestDb::postgres().await).await;
            }
        }
    )+};
}
pub(crate) use both_engines;
