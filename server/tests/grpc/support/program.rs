//! Both programs, which tests kill.

use std::{
    fs::File,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};

use tokio::{
    process::{Child, Command},
    time::timeout,
};

use super::{PATIENCE, scene::Scene};

/// Starts and kills the server and an agent on one scene.
pub(crate) struct Programs<'a> {
    scene: &'a Scene,
    address: SocketAddr,
    token: String,
    /// A folder with `ca.pem`, `server.pem` and `server.key`.
    tls: Option<PathBuf>,
    pub(crate) server: Option<Child>,
    pub(crate) agent: Option<Child>,
}

impl<'a> Programs<'a> {
    /// Nothing runs yet.
    pub(crate) async fn new(scene: &'a Scene) -> Self {
        // Free now, and free enough: the system gives out another one each time.
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let token = scene.token(&scene.cluster, "main").await;
        Self { scene, address, token, tls: None, server: None, agent: None }
    }

    /// As [`Self::new`]; they will talk encrypted.
    pub(crate) async fn encrypted(scene: &'a Scene) -> Self {
        Self { tls: Some(certificates()), ..Self::new(scene).await }
    }

    /// Where the server is reached.
    pub(crate) fn url(&self) -> String {
        format!("http{}://{}", if self.tls.is_some() { "s" } else { "" }, self.address)
    }

    /// Asks the server to stop, as a service manager does, and waits until it has.
    pub(crate) async fn stop_server(&mut self) -> ExitStatus {
        let mut server = self.server.take().unwrap();
        let id = server.id().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        timeout(PATIENCE, server.wait()).await.expect("it stops").unwrap()
    }

    pub(crate) fn start_server(&mut self) {
        assert!(self.server.is_none(), "the server runs");
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_imp-gateway")), "server.log");
        if let Some(folder) = &self.tls {
            command.env("IMP_TLS_CERT", folder.join("server.pem"));
            command.env("IMP_TLS_KEY", folder.join("server.key"));
        }
        let child = command
            .arg("serve")
            .env("IMP_ADDR", self.address.to_string())
            .env("IMP_DATABASE_URL", &self.scene.database)
            .env("IMP_KEYS", &self.scene.keys)
            .env("IMP_HEARTBEAT_SECONDS", "1")
            .env("IMP_ACK_SECONDS", "1")
            .spawn();
        self.server = Some(child.unwrap());
    }

    pub(crate) fn start_agent(&mut self) {
        assert!(self.agent.is_none(), "the agent runs");
        let (state, manifests) = (self.scene.folder().join("state"), self.scene.manifests());
        self.agent = Some(self.spawn_agent(&state, &manifests));
    }

    /// Another agent with the same token, in folders of its own; ends with how it ended.
    pub(crate) async fn intrude(&self) -> ExitStatus {
        let folder = self.scene.folder().join("intruder");
        let mut child = self.spawn_agent(&folder.join("state"), &folder.join("manifests"));
        timeout(PATIENCE, child.wait()).await.expect("it is refused").unwrap()
    }

    fn spawn_agent(&self, state: &Path, manifests: &Path) -> Child {
        let mut command = self.command(&agent_program(), "agent.log");
        command.args(["run", "--reconnect-seconds", "1"]);
        if let Some(folder) = &self.tls {
            command.arg("--ca-file").arg(folder.join("ca.pem"));
        }
        command
            .args(["--server", &self.url(), "--token", &self.token])
            .arg("--state-dir")
            .arg(state)
            .arg("--directory")
            .arg(manifests)
            .spawn()
            .unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Everything that `server.log` or `agent.log` holds.
    pub(crate) fn log(&self, name: &str) -> String {
        std::fs::read_to_string(self.scene.folder().join(name)).unwrap()
    }

    /// Dies at once, without a chance to do anything.
    pub(crate) async fn kill_server(&mut self) {
        self.server.take().unwrap().kill().await.unwrap();
    }

    /// Dies at once, without a chance to do anything.
    pub(crate) async fn kill_agent(&mut self) {
        self.agent.take().unwrap().kill().await.unwrap();
    }

    /// Starts what does not run.
    pub(crate) fn start_all(&mut self) {
        if self.server.is_none() {
            self.start_server();
        }
        if self.agent.is_none() {
            self.start_agent();
        }
    }

    fn command(&self, program: &Path, log: &str) -> Command {
        let log = File::options().create(true).append(true).open(self.scene.folder().join(log)).unwrap();
        let mut command = Command::new(program);
        command
            .current_dir(self.scene.folder())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true);
        command
    }
}

/// Of `127.0.0.1`, for tests alone.
pub(crate) fn certificates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../agent/tests/agent/support/tls")
}

/// `imp-agent`, beside this test in the target folder.
fn agent_program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("imp-agent");
    assert!(program.exists(), "{} is missing; build it: cargo build -p agent", program.display());
    program
}
