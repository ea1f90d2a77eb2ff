//! The real agent, as a process beside the server, registered the way every agent is.

mod orphan;
mod registration;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Error, Result, anyhow};
use rustix::process::{Pid, Signal, kill_process};
use services::{Caller, Services};
use tokio::process::{Child, Command};

use super::world::World;

/// Its name in its cluster.
pub(super) const NAME: &str = "demo";
/// How long it may take to stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// One that ends sooner than this after its start would end again.
const STEADY: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(super) struct AgentProcess {
    child: Child,
    since: Instant,
    command: Command,
    /// Where it writes what is published.
    pub(super) manifests: PathBuf,
    /// Where it says what it does.
    pub(super) log: PathBuf,
}

impl AgentProcess {
    /// Starts the `imp-agent` that was built beside this program.
    pub(super) async fn start(
        services: &Services,
        operator: &Caller,
        world: &World,
        url: &str,
        folder: &Path,
    ) -> Result<Self> {
        let folder = std::path::absolute(folder)?;
        let program = std::env::current_exe()?.with_file_name("imp-agent");
        let state = folder.join("agent");
        let manifests = folder.join("manifests");
        let log = folder.join("agent.log");
        orphan::stop(&state).await?;
        let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;

        let mut command = Command::new(&program);
        command
            .args(["run", "--target", "directory", "--server", url])
            .arg("--state-dir")
            .arg(&state)
            .arg("--directory")
            .arg(&manifests)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            // Ctrl-C is for the server, which stops the agent: an agent that ended first would be missed.
            .process_group(0)
            .kill_on_drop(true);
        if let Some(token) = registration::token(services, operator, world, &state).await? {
            command.env("IMP_AGENT_TOKEN", token);
        }
        let missing =
            || format!("cannot start {}: build it with `cargo build --package agent`", program.display());
        let child = command.spawn().with_context(missing)?;
        command.env_remove("IMP_AGENT_TOKEN");
        Ok(Self { child, since: Instant::now(), command, manifests, log })
    }

    /// Waits until it ends by itself, and says why it did.
    pub(super) async fn ended(&mut self) -> Error {
        match self.child.wait().await {
            Ok(status) => self.reason(status),
            Err(error) => error.into(),
        }
    }

    fn reason(&self, status: ExitStatus) -> Error {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let last = log.lines().next_back().unwrap_or("it said nothing");
        anyhow!("the agent ended ({status}): {last}; see {}", self.log.display())
    }

    /// Keeps it running: one that was killed is started again, as a supervisor would.
    ///
    /// # Errors
    /// When it ends right after its start.
    pub(super) async fn supervise(&mut self) -> Result<()> {
        loop {
            let status = self.child.wait().await?;
            if self.since.elapsed() < STEADY {
                return Err(self.reason(status));
            }
            tracing::warn!(%status, "the agent ended and is started again");
            self.child = self.command.spawn()?;
            self.since = Instant::now();
        }
    }

    /// Asks it to stop, and insists after a while.
    pub(super) async fn stop(mut self) {
        if let Some(pid) = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
            // It may have ended by itself.
            let _ = kill_process(pid, Signal::TERM);
        }
        if tokio::time::timeout(PATIENCE, self.child.wait()).await.is_err() {
            tracing::warn!("the agent did not stop in time");
        }
    }
}
