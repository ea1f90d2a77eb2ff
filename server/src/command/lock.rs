//! One process changes an SQLite database at a time: the server, or whoever changes its schema.

use std::{
    fs::{self, File},
    path::Path,
};

use anyhow::{Context as _, Result, bail};

use crate::config::Database;

/// Holds the SQLite database for this process alone: the kernel lets go of it after any crash.
pub(super) fn lock(database: &Database) -> Result<Option<File>> {
    let (Some(folder), Some(path)) = (database.folder(), database.beside("lock")) else { return Ok(None) };
    fs::create_dir_all(&folder)
        .with_context(|| format!("IMP_DATA_DIR: cannot create {}", folder.display()))?;
    let file =
        open_lock(&path).with_context(|| format!("IMP_DATA_DIR: cannot write in {}", folder.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => {
            bail!(
                "another imp-gateway uses {} already; SQLite allows one at a time, so stop that first",
                folder.display()
            )
        }
        Err(fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(path)
}
