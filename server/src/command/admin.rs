//! `imp-gateway admin …`: ways back in.

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use services::{Bus, Clock, Ctx, Db, Services};

use crate::config::{self, Config};

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Give somebody a new password, printed once; ends their sessions and enables the account.
    ResetPassword {
        /// The e-mail address they sign in with.
        email: String,
    },
}

pub(super) async fn run(config: &Config, action: Action) -> Result<()> {
    let clock = Clock::system();
    if config.database.sqlite_file().is_some_and(|file| !file.exists()) {
        bail!("there is no database yet: run `imp-gateway serve`");
    }
    let db = Db::connect(&config.database.url, 2).await.context("IMP_DATABASE_URL: cannot connect")?;
    let keys = config::keys(&config.keys, &config.database, &clock)?;
    let services = Services::new(Ctx::new(db, clock, Bus::new(), keys, config.settings.clone()));
    match action {
        Action::ResetPassword { email } => {
            let password = services.auth.reset_password(&email).await?;
            println!("The new password of {email} is {password}");
        }
    }
    Ok(())
}
