//! The program while it runs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::{Child, Command};

use super::{Home, Note, PATIENCE, until};

/// A demo's process. It is killed when a test forgets it.
pub(crate) struct Running {
    child: Child,
    output: PathBuf,
    complaints: PathBuf,
}

impl Running {
    pub(crate) fn start(home: &Home, more: &[(&str, &str)]) -> Self {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_imp-gateway"));
        let agent = program.with_file_name("imp-agent");
        assert!(agent.exists(), "{} is missing; build it: cargo build -p agent", agent.display());
        Self::start_at(&program, home, more)
    }

    /// The same from another place, where no agent lies beside it.
    pub(crate) fn start_alone(home: &Home) -> Self {
        let program = home.folder().join("imp-gateway");
        fs::copy(env!("CARGO_BIN_EXE_imp-gateway"), &program).unwrap();
        Self::start_at(&program, home, &[])
    }

    fn start_at(program: &Path, home: &Home, more: &[(&str, &str)]) -> Self {
        let (output, complaints) = (home.folder().join("stdout"), home.folder().join("stderr"));
        let child = Command::new(program)
            .arg("demo")
            .current_dir(home.folder())
            .env_clear()
            .env("IMP_ADDR", &home.address)
            .env("IMP_DATA_DIR", home.data(""))
            .env("IMP_LOG", "warn")
            .envs(more.iter().copied())
            .stdin(Stdio::null())
            .stdout(fs::File::create(&output).unwrap())
            .stderr(fs::File::create(&complaints).unwrap())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { child, output, complaints }
    }

    /// Waits until it says that everything is live.
    pub(crate) async fn live(&mut self, home: &Home) -> Note {
        until("the demo is live", async || {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the demo ended ({status}): {}", self.complaints());
            }
            // The last line it prints: demo.json may be of an earlier run until then.
            self.output().contains("Ctrl-C stops it").then_some(())
        })
        .await;
        home.note()
    }

    pub(crate) fn output(&self) -> String {
        fs::read_to_string(&self.output).unwrap()
    }

    pub(crate) fn complaints(&self) -> String {
        fs::read_to_string(&self.complaints).unwrap()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Ends it as Ctrl-C does.
    pub(crate) async fn interrupt(mut self) {
        let id = self.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let status = self.ended().await;
        assert!(status, "it did not end well: {}", self.complaints());
    }

    /// Dies at once, without a chance to do anything.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits until it ends by itself with an error, and gives what it said.
    pub(crate) async fn refusal(mut self) -> String {
        let status = self.ended().await;
        assert!(!status, "it ended well");
        self.complaints()
    }

    async fn ended(&mut self) -> bool {
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap().success()
    }
}
