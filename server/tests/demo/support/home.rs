//! What outlives a run: the data folder and what is in it.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::Running;

/// A folder of its own and an address that is free.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    pub(crate) address: String,
}

/// `demo.json`, which has these fields and no other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    pub(crate) url: String,
    pub(crate) operator_token: String,
    pub(crate) provider_token: String,
    pub(crate) customer_token: String,
    pub(crate) provider_tenant: String,
    pub(crate) customer_tenant: String,
    pub(crate) cluster_id: String,
    pub(crate) publish_id: String,
    pub(crate) manifests_dir: PathBuf,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), address: free_address() }
    }

    /// Something in the data folder, or where it would be.
    pub(crate) fn data(&self, name: &str) -> PathBuf {
        self.folder.path().join("data").join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the demo.
    pub(crate) fn start(&self) -> Running {
        Running::start(self, &[])
    }

    /// The next run is at another address.
    pub(crate) fn move_away(&mut self) {
        self.address = free_address();
    }

    pub(crate) fn note(&self) -> Note {
        serde_json::from_slice(&fs::read(self.data("demo.json")).unwrap()).unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.data(name)).unwrap_or_default()
    }

    /// What its owner, its group and others may do with a file.
    pub(crate) fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.data(name)).unwrap().permissions().mode() & 0o777
    }

    /// Every manifest of the publish's routes and backends.
    pub(crate) fn deployed(&self) -> String {
        let note = self.note();
        let folder = note.manifests_dir.join("deploy").join(&note.publish_id);
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        files.map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    /// The agents that work on this folder now, whoever started them.
    pub(crate) fn agents(&self) -> Vec<u32> {
        let state = self.data("agent");
        let works_here = |id: &u32| {
            let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            arguments
                .split(|byte| *byte == 0)
                .any(|argument| argument == state.as_os_str().as_encoded_bytes())
        };
        let ids =
            fs::read_dir("/proc").unwrap().filter_map(|p| p.unwrap().file_name().to_str()?.parse().ok());
        ids.filter(works_here).collect()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A demo that was killed leaves its agent to the next run, and there is none.
        for agent in self.agents() {
            let _ = std::process::Command::new("kill").args(["-KILL", &agent.to_string()]).status();
        }
    }
}

/// Free now, and free enough: the system gives out another one each time.
fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
