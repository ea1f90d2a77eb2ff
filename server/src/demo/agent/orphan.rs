//! An agent whose server was killed lives on and holds its folder. The next run finds it by what it was
//! started with, and ends it.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::PATIENCE;

const STEP: Duration = Duration::from_millis(50);

/// Ends the agents of earlier runs that work on `state`.
///
/// # Errors
/// When one does not end.
pub(super) async fn stop(state: &Path) -> Result<()> {
    for process in fs::read_dir("/proc").context("cannot read /proc")?.flatten() {
        let id = process.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(pid) = id.and_then(Pid::from_raw)
            && works_on(&process.path(), state)
        {
            end(pid).await?;
        }
    }
    Ok(())
}

/// Whether the process was started to work on `state`. One that has ended in the meantime was not.
fn works_on(process: &Path, state: &Path) -> bool {
    let arguments = fs::read(process.join("cmdline")).unwrap_or_default();
    let arguments: Vec<_> = arguments.split(|byte| *byte == 0).collect();
    let flag: [&[u8]; 2] = [b"--state-dir", state.as_os_str().as_encoded_bytes()];
    arguments.windows(2).any(|pair| pair == flag)
}

async fn end(pid: Pid) -> Result<()> {
    // Gone between the look and the signal is as good.
    let _ = kill_process(pid, Signal::TERM);
    for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
        if test_kill_process(pid).is_err() {
            return Ok(());
        }
        tokio::time::sleep(STEP).await;
    }
    bail!("the agent of an earlier run (process {}) does not stop", pid.as_raw_nonzero())
}
