//! imp-agent, the program: reads flags, starts logging, runs the agent until a signal.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use imp_agent::{Agent, Handle, target::Directory};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::cli::{Cli, Command, LogFormat, RunArgs, TargetKind};

mod cli;

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Run(args) = Cli::parse().command;
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("imp-agent: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: RunArgs) -> anyhow::Result<()> {
    start_logging(&args)?;
    let config = args.config()?;
    let stop = CancellationToken::new();
    match args.target {
        TargetKind::Directory => {
            let agent = Agent::new(config, Directory::new(args.directory()?));
            listen(agent.handle(), stop.clone())?;
            agent.run(stop).await?;
        }
    }
    Ok(())
}

fn start_logging(args: &RunArgs) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(&args.log).with_context(|| format!("--log {:?} is not a filter", args.log))?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match args.log_format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
    Ok(())
}

/// SIGTERM and Ctrl-C stop; SIGHUP connects and looks at everything now.
fn listen(handle: Handle, stop: CancellationToken) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = hang_up.recv() => {
                    handle.reconnect();
                    handle.reconcile();
                }
            }
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}
