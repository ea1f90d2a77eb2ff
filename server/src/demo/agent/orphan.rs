//! An agent whose server was killed lives on and holds its folder. The next run finds it by its
//! process id, which may belong to somebody else by now, and ends it.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::PATIENCE;

const NAME: &str = "agent.pid";
const STEP: Duration = Duration::from_millis(50);

/// Remembers a process.
pub(super) fn note(folder: &Path, id: Option<u32>) -> Result<()> {
    let file = folder.join(NAME);
    let text = id.map(|id| id.to_string()).unwrap_or_default();
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// Ends the agent of an earlier run that works on `state`, if it is still there.
pub(super) async fn stop(folder: &Path, state: &Path) -> Result<()> {
    let remembered = fs::read_to_string(folder.join(NAME)).ok().and_then(|text| text.trim().parse().ok());
    let Some(pid) = remembered.filter(|id| is_ours(*id, state)).and_then(Pid::from_raw) else {
        return Ok(());
    };
    // Gone between the look and the signal is as good.
    let _ = kill_process(pid, Signal::TERM);
    let steps = PATIENCE.as_millis() / STEP.as_millis();
    for _ in 0..steps {
        if test_kill_process(pid).is_err() {
            return Ok(());
        }
        tokio::time::sleep(STEP).await;
    }
    bail!("the agent of an earlier run (process {}) does not stop", pid.as_raw_nonzero())
}

/// Whether the process was started to work on `state`.
fn is_ours(id: i32, state: &Path) -> bool {
    let Ok(arguments) = fs::read(format!("/proc/{id}/cmdline")) else { return false };
    arguments.split(|byte| *byte == 0).any(|argument| argument == state.as_os_str().as_encoded_bytes())
}
