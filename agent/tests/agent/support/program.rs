//! The real program, which tests kill.

use std::{
    fs::File,
    path::PathBuf,
    process::{ExitStatus, Stdio},
};

use tokio::process::{Child, Command};

use super::{Home, Hub, PATIENCE};

const PROGRAM: &str = env!("CARGO_BIN_EXE_imp-agent");

pub(crate) struct Program {
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it with what it needs to know, and more.
    pub(crate) fn start(home: &Home, hub: &Hub, more: &[&str]) -> Self {
        Self::start_with(home, &hub.url(), &[&["--token", hub.token()], more].concat())
    }

    pub(crate) fn start_with(home: &Home, server: &str, more: &[&str]) -> Self {
        Self::spawn(Command::new(PROGRAM), home, server, more)
    }

    /// On a disk that takes no file of more bytes, until [`Program::unlimit`]: a full disk for whom it
    /// concerns, and nobody has to be root.
    pub(crate) fn start_limited(home: &Home, hub: &Hub, bytes: u32) -> Self {
        let mut limited = Command::new("sh");
        // Without the trap the first write too many would kill it.
        limited.args(["-c", r#"trap "" XFSZ; exec prlimit --fsize="$0:" "$@""#]);
        limited.args([&bytes.to_string(), PROGRAM]);
        Self::spawn(limited, home, &hub.url(), &["--token", hub.token(), "--log", "error"])
    }

    /// The disk takes everything again.
    pub(crate) fn unlimit(&self) {
        let pid = self.child.id().unwrap().to_string();
        let unlimited =
            std::process::Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status();
        assert!(unlimited.unwrap().success());
    }

    fn spawn(mut command: Command, home: &Home, server: &str, more: &[&str]) -> Self {
        let log = home.state.with_file_name("log");
        let stderr = File::options().create(true).append(true).open(&log).unwrap();
        let child = command
            .arg("run")
            .args(["--server", server, "--reconnect-seconds", "1"])
            .arg("--state-dir")
            .arg(&home.state)
            .arg("--directory")
            .arg(&home.manifests)
            .args(more)
            .env_clear()
            .env("IMP_AGENT_LOG", "debug,h2=info,hyper=info")
            .stdin(Stdio::null())
            .stderr(stderr)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { child, log }
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Dies at once, without a chance to do anything.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap()
    }

    /// Everything that was logged in this home.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}
