//! What the tests share: a server, an agent in this process, the program, content.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use imp_agent::{Agent, AgentError, Config, Handle, Secret, Timing, target::Directory};
use serde_json::{Value, json};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

pub(crate) mod hub;
pub(crate) mod program;
pub(crate) mod service;
pub(crate) mod world;

pub(crate) use hub::Hub;
pub(crate) use program::Program;
pub(crate) use world::{Seen, Tamper, World};

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until a condition holds.
pub(crate) async fn until<R>(what: &str, mut look: impl FnMut() -> Option<R>) -> R {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        sleep(Duration::from_millis(2)).await;
    }
}

/// Folders of one agent; they outlive its restarts.
pub(crate) struct Home {
    _temp: tempfile::TempDir,
    pub(crate) state: PathBuf,
    pub(crate) manifests: PathBuf,
}

impl Home {
    pub(crate) fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        Self { state: temp.path().join("state"), manifests: temp.path().join("manifests"), _temp: temp }
    }

    pub(crate) fn config(&self, hub: &Hub) -> Config {
        Config {
            server: hub.url().parse().unwrap(),
            ca: None,
            token: Some(Secret::new(hub.token())),
            state_dir: self.state.clone(),
            timing: Timing {
                reconcile: Duration::from_secs(3600),
                retry_base: Duration::from_millis(5),
                reconnect_max: Duration::from_millis(100),
                retry_max: Duration::from_millis(100),
                refused: Duration::from_secs(3600),
                ..Timing::default()
            },
        }
    }

    /// Starts an agent in this process.
    pub(crate) fn start(&self, hub: &Hub) -> Running {
        self.start_with(self.config(hub))
    }

    pub(crate) fn start_with(&self, config: Config) -> Running {
        let agent = Agent::new(config, Directory::new(&self.manifests));
        let (handle, stop) = (agent.handle(), CancellationToken::new());
        Running { handle, stop: stop.clone(), task: tokio::spawn(agent.run(stop)) }
    }

    /// Every file under the manifests' directory, with its content, without inventories and locks.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        collect(&self.manifests, &self.manifests, &mut files);
        files.sort();
        files
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }

    pub(crate) fn manifest(&self, name: &str) -> PathBuf {
        self.manifests.join(name)
    }
}

fn collect(root: &Path, dir: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).unwrap_or_default()));
        }
    }
}

/// An agent at work in this process.
pub(crate) struct Running {
    pub(crate) handle: Handle,
    stop: CancellationToken,
    task: JoinHandle<Result<(), AgentError>>,
}

impl Running {
    /// Stops it cleanly.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap().unwrap();
    }

    /// Waits until it gives up by itself, and says why.
    pub(crate) async fn error(self) -> String {
        tokio::time::timeout(PATIENCE, self.task).await.unwrap().unwrap().unwrap_err().to_string()
    }
}

/// A labelled object with something in it that tests tell apart.
pub(crate) fn object(kind: &str, name: &str, value: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "ns", "labels": {"app.kubernetes.io/managed-by": "imp-gateway"}},
        "data": {"value": value},
    })
}

/// Content of one object.
pub(crate) fn content(value: &str) -> Vec<u8> {
    serde_json::to_vec(&[object("ConfigMap", "a", value)]).unwrap()
}

/// Content of many objects.
pub(crate) fn contents(count: usize, value: &str) -> Vec<u8> {
    let objects: Vec<_> = (0..count).map(|i| object("ConfigMap", &format!("o{i}"), value)).collect();
    serde_json::to_vec(&objects).unwrap()
}
