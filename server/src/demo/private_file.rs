//! Files with secrets in them: their owner's alone, and whole or not there at all.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use anyhow::{Context as _, Result};
use serde::Serialize;

/// Replaces a file.
///
/// # Errors
/// One line that names it.
pub(super) fn write(file: &Path, content: &impl Serialize) -> Result<()> {
    let new = file.with_extension("json.new");
    let written = (|| {
        remove(&new)?;
        let mut f = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        serde_json::to_writer_pretty(&mut f, content)?;
        f.write_all(b"\n")?;
        fs::rename(&new, file)
    })();
    written.with_context(|| format!("cannot write {}", file.display()))
}

/// Removes a file that may be there.
pub(super) fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
