//! `imp-gateway backup FILE`: a consistent copy of the SQLite database, while the server runs.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use services::Db;

use crate::config::Config;

pub(super) async fn run(config: &Config, file: &Path) -> Result<()> {
    let Some(source) = config.database.sqlite_file() else {
        bail!("this is for SQLite; use pg_dump for PostgreSQL (docs/OPERATIONS.md)")
    };
    if !source.exists() {
        bail!("there is no database at {}", source.display());
    }
    if file.exists() {
        bail!("{} exists already", file.display());
    }
    let db = Db::connect(&config.database.url, 2).await.context("IMP_DATABASE_URL: cannot connect")?;
    db.copy_into(file).await.with_context(|| format!("cannot write {}", file.display()))?;
    println!("copied {} to {}", source.display(), file.display());
    if let Some(keys) = config.database.beside("keys").filter(|keys| keys.exists()) {
        println!("keep {} as well, in another place: without it no secret can be opened", keys.display());
    }
    Ok(())
}
