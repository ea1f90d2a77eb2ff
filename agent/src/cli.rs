//! The command line. Every flag can be given as an environment variable instead; `docs/AGENT.md`
//! explains them.

use std::{path::PathBuf, time::Duration};

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use imp_agent::{Config, Secret, ServerUrl, Timing};

/// Keeps a target as the Imp-Gateway control plane wants it.
#[derive(Debug, Parser)]
#[command(name = "imp-agent", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Registers (once) and works until it is stopped.
    Run(RunArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Where the control plane is: https://host[:port], or http:// to go without encryption.
    #[arg(long, env = "IMP_AGENT_SERVER", value_name = "URL")]
    server: ServerUrl,
    /// Registration token; needed at the first start only. Prefer a file: arguments show in process lists.
    #[arg(long, env = "IMP_AGENT_TOKEN", hide_env_values = true, conflicts_with = "token_file")]
    token: Option<String>,
    /// File that holds the registration token.
    #[arg(long, env = "IMP_AGENT_TOKEN_FILE", value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The agent's own folder: key, cache, unsent results. Made when missing, for its owner alone.
    #[arg(long, env = "IMP_AGENT_STATE_DIR", value_name = "DIR")]
    state_dir: PathBuf,
    /// What the manifests are applied to.
    #[arg(long, env = "IMP_AGENT_TARGET", value_enum, default_value_t = TargetKind::Directory)]
    pub(crate) target: TargetKind,
    /// With the target `directory`: where the manifests are written.
    #[arg(long, env = "IMP_AGENT_DIRECTORY", value_name = "DIR", required_if_eq("target", "directory"))]
    directory: Option<PathBuf>,
    /// Certificates (PEM) to trust instead of the system's.
    #[arg(long, env = "IMP_AGENT_CA_FILE", value_name = "PEM")]
    ca_file: Option<PathBuf>,
    /// Seconds between two looks at everything, ± 20 %.
    #[arg(long, env = "IMP_AGENT_RECONCILE_SECONDS", value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    reconcile_seconds: u64,
    /// Seconds that a wait before connecting again lasts at most.
    #[arg(long, env = "IMP_AGENT_RECONNECT_SECONDS", value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    reconnect_seconds: u64,
    /// How log lines look.
    #[arg(long, env = "IMP_AGENT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
    /// What is logged: a level, or a filter like `info,imp_agent=debug`.
    #[arg(long, env = "IMP_AGENT_LOG", value_name = "FILTER", default_value = "info")]
    pub(crate) log: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TargetKind {
    /// A directory of YAML files.
    Directory,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl RunArgs {
    pub(crate) fn directory(&self) -> anyhow::Result<&PathBuf> {
        self.directory.as_ref().context("--directory is needed for the target directory")
    }

    /// Reads the files that flags name.
    pub(crate) fn config(&self) -> anyhow::Result<Config> {
        let ca = match &self.ca_file {
            Some(path) => Some(
                std::fs::read(path).with_context(|| format!("cannot read --ca-file {}", path.display()))?,
            ),
            None => None,
        };
        let token = match (&self.token, &self.token_file) {
            (Some(token), _) => Some(Secret::new(token.trim())),
            (None, Some(path)) => {
                // The file may be gone once the agent is registered.
                match std::fs::read_to_string(path) {
                    Ok(token) => Some(Secret::new(token.trim())),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                    Err(error) => {
                        return Err(error)
                            .with_context(|| format!("cannot read --token-file {}", path.display()));
                    }
                }
            }
            (None, None) => None,
        };
        let timing = Timing {
            reconcile: Duration::from_secs(self.reconcile_seconds),
            reconnect_max: Duration::from_secs(self.reconnect_seconds),
            ..Timing::default()
        };
        Ok(Config { server: self.server.clone(), ca, token, state_dir: self.state_dir.clone(), timing })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_has_its_variable() {
        let command = Cli::command();
        let run = command.find_subcommand("run").unwrap();
        for arg in run.get_arguments().filter(|arg| arg.get_id() != "help") {
            let flag = arg.get_long().unwrap().replace('-', "_").to_uppercase();
            let variable = arg.get_env().map(|name| name.to_string_lossy().into_owned());
            assert_eq!(variable, Some(format!("IMP_AGENT_{flag}")));
        }
    }
}
