//! `imp-gateway migrate up|down|status`.

use anyhow::{Context as _, Result};
use clap::Subcommand;

use super::{lock::lock, schema::make_folder};
use crate::config::Config;

/// What to do with the schema.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Action {
    /// Apply what is missing.
    Up {
        /// How many at most; all without it.
        #[arg(long)]
        steps: Option<u32>,
    },
    /// Take back the newest ones.
    Down {
        /// How many.
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// List them.
    Status,
}

pub(super) async fn run(config: &Config, action: Action) -> Result<()> {
    make_folder(&config.database)?;
    // A server would meet a schema that is not its own.
    let _lock = match action {
        Action::Up { .. } | Action::Down { .. } => lock(&config.database)?,
        Action::Status => None,
    };
    let url = &config.database.url;
    let failed = "the schema was not changed";
    match action {
        Action::Up { steps } => report("applied", &migration::up(url, steps).await.context(failed)?),
        Action::Down { steps } => {
            report("taken back", &migration::down(url, Some(steps)).await.context(failed)?)
        }
        Action::Status => {
            for step in migration::status(url).await.context("IMP_DATABASE_URL: cannot read the schema")? {
                println!("{} {}", if step.applied { "applied" } else { "missing" }, step.name);
            }
        }
    }
    Ok(())
}

fn report(done: &str, names: &[String]) {
    for name in names {
        println!("{done} {name}");
    }
    if names.is_empty() {
        println!("nothing to do");
    }
}
