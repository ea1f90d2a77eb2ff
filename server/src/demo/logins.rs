//! `demo-logins.json`: how the demo's people sign in, by password and by access token, so that the next
//! run goes on with them.

use std::{fs, io::ErrorKind, path::Path};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::private_file;

const NAME: &str = "demo-logins.json";

/// How somebody signs in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Login {
    pub(super) email: String,
    pub(super) password: String,
    /// For scripts.
    pub(super) token: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("email", &self.email).finish_non_exhaustive()
    }
}

/// What an earlier run has left; nothing before the first.
///
/// # Errors
/// When it is there and cannot be read.
pub(super) fn read(folder: &Path) -> Result<Vec<Login>> {
    let file = folder.join(NAME);
    match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).with_context(|| {
            format!("{} is broken: remove it, and everybody gets a new password", file.display())
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

/// Keeps them for the next run.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn write(folder: &Path, logins: &[&Login]) -> Result<()> {
    private_file::write(&folder.join(NAME), &logins)
}
