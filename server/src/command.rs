//! The command line. To add a command: a variant here and a file of its name.

mod admin;
mod backup;
mod demo;
mod lock;
mod migrate;
mod openapi;
mod schema;
mod serve;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use crate::config::{Config, Variables};

/// Control plane for API gateways. Configured by IMP_… variables (docs/OPERATIONS.md).
#[derive(Debug, Parser)]
#[command(name = "imp-gateway", version)]
pub enum Command {
    /// Serve pages, the JSON API and agents on one port.
    Serve,
    /// Serve beside a small world of its own: people, a cluster with a real agent, a published product.
    Demo,
    /// Bring the database's schema up, take it down, or look at it.
    Migrate {
        /// What to do.
        #[command(subcommand)]
        action: migrate::Action,
    },
    /// Copy the SQLite database into a new file, while the server runs. (PostgreSQL: pg_dump.)
    Backup {
        /// Where to; must not exist yet.
        file: PathBuf,
    },
    /// Ways back in.
    Admin {
        /// What to do.
        #[command(subcommand)]
        action: admin::Action,
    },
    /// Print the OpenAPI document of the JSON API.
    Openapi,
}

impl Command {
    /// Runs to the end.
    ///
    /// # Errors
    /// One line that says what to do.
    pub async fn run(self) -> Result<()> {
        let config = || Config::from_env(&Variables::from_process()?);
        match self {
            Self::Serve => serve::run(config()?).await,
            Self::Demo => demo::run(config()?).await,
            Self::Migrate { action } => migrate::run(&config()?, action).await,
            Self::Backup { file } => backup::run(&config()?, &file).await,
            Self::Admin { action } => admin::run(&config()?, action).await,
            Self::Openapi => openapi::run(),
        }
    }
}
