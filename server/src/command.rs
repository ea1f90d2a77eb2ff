//! The command line. To add a command: a variant here and a file of its name.

mod openapi;
mod serve;

use anyhow::Result;
use clap::Parser;

use crate::config::{Config, Variables};

/// Control plane for API gateways. Configured by IMP_… variables (docs/OPERATIONS.md).
#[derive(Debug, Parser)]
#[command(name = "imp-gateway", version)]
pub enum Command {
    /// Serve pages, the JSON API and agents on one port.
    Serve,
    /// Print the OpenAPI document of the JSON API.
    Openapi,
}

impl Command {
    /// Runs to the end.
    ///
    /// # Errors
    /// One line that says what to do.
    pub async fn run(self) -> Result<()> {
        let config = || Config::from_env(&Variables::from_process());
        match self {
            Self::Serve => serve::run(config()?).await,
            Self::Openapi => openapi::run(),
        }
    }
}
