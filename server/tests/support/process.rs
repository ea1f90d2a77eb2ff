//! The program itself, as a process over the database of one test.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use services::{Clock, Keys};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep},
};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the program is started for a test.
#[derive(Debug)]
pub(crate) struct Program {
    database: String,
    keys: String,
    /// Where it runs; its own.
    folder: tempfile::TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A server that answers; killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Serving {
    pub(crate) address: SocketAddr,
    log: PathBuf,
    child: Child,
}

impl Program {
    pub(crate) fn on(database: &str) -> Self {
        let keys = Keys::generate(&Clock::system());
        Self { database: database.to_owned(), keys, folder: tempfile::tempdir().unwrap() }
    }

    /// A path that only this test uses.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_imp-gateway"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("IMP_DATABASE_URL", &self.database)
            .env("IMP_KEYS", &self.keys)
            .env("IMP_ADDR", "127.0.0.1:0")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command that ends by itself.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ended {
        self.run_at(arguments, "127.0.0.1:0").await
    }

    /// As [`Self::run`], at an address.
    pub(crate) async fn run_at(&self, arguments: &[&str], address: &str) -> Ended {
        let output = self.command(arguments).env("IMP_ADDR", address).output();
        let output = tokio::time::timeout(PATIENCE, output).await.expect("it does not end").unwrap();
        Ended {
            status: output.status,
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts a server and waits until it is ready.
    pub(crate) async fn serve(&self) -> Serving {
        self.serve_with(&[]).await
    }

    /// As [`Self::serve`], with variables of its own.
    pub(crate) async fn serve_with(&self, variables: &[(&str, &str)]) -> Serving {
        // Free now, and free enough: the system gives out another one each time.
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = self.file(&format!("{}.log", address.port()));
        let child = self
            .command(&["serve"])
            .env("IMP_ADDR", address.to_string())
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut serving = Serving { address, log, child };
        let url = serving.url("/readyz");
        let deadline = Instant::now() + PATIENCE;
        while !reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
            let ended = serving.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "{ended:?}: {}", serving.log());
            sleep(Duration::from_millis(2)).await;
        }
        serving
    }
}

impl Ended {
    /// What a command that went well has printed.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<&str> {
        assert!(self.status.success(), "{}", self.stderr);
        self.stdout.lines().collect()
    }

    /// The one line with which a command that was refused ends.
    #[track_caller]
    pub(crate) fn refusal(&self) -> &str {
        assert_eq!(self.status.code(), Some(1), "{} {}", self.stdout, self.stderr);
        let own: Vec<&str> = self.stderr.lines().filter_map(|l| l.strip_prefix("imp-gateway: ")).collect();
        assert_eq!((own.len(), self.stderr.lines().last().is_some()), (1, true), "{}", self.stderr);
        own[0]
    }
}

impl Serving {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub(crate) async fn stop(&mut self) -> ExitStatus {
        let id = self.child.id().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it stops").unwrap()
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}
