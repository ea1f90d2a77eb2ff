//! Whether the database has the schema of this build.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::config::Database;

/// Makes the folder of an SQLite database.
pub(super) fn make_folder(database: &Database) -> Result<()> {
    let Some(folder) = database.folder() else { return Ok(()) };
    fs::create_dir_all(&folder).with_context(|| format!("IMP_DATA_DIR: cannot create {}", folder.display()))
}

/// Brings a brand-new database up; refuses one that is behind.
pub(super) async fn check(database: &Database) -> Result<()> {
    let steps = migration::status(&database.url).await.context("IMP_DATABASE_URL: cannot read the schema")?;
    let missing = steps.iter().filter(|step| !step.applied).count();
    if missing == steps.len() {
        migration::up(&database.url, None).await.context("cannot create the schema")?;
        tracing::info!(migrations = steps.len(), "created the schema");
    } else if missing > 0 {
        bail!("the database is {missing} migrations behind: back it up, then run `imp-gateway migrate up`");
    }
    Ok(())
}
