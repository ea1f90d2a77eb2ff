//! The agent's two numbers that must never fall: of reports, and of the newest wish taken in.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{disk, model::Version};

/// Report numbers reserved by one write: a crash skips the rest of them, which the protocol allows.
const BLOCK: u64 = 1000;

#[derive(Debug)]
pub(super) struct Counter {
    path: PathBuf,
    stored: Stored,
    /// The last number given.
    last: u64,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Stored {
    format: u32,
    /// Numbers up to this one may have been given.
    reserved: u64,
    /// The newest wish among items that were dropped.
    newest: Version,
}

impl Counter {
    /// Reads the numbers. When they are broken, counting goes on above `floor`, and above what the
    /// server knows once it says so.
    pub(super) fn open(dir: &Path, floor: u64) -> Self {
        let path = dir.join("counter.json");
        let stored = match fs::read(&path).map(|bytes| serde_json::from_slice::<Stored>(&bytes)) {
            Ok(Ok(stored)) => stored,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Stored::default(),
            Ok(Err(error)) => Self::broken(&path, &error.to_string()),
            Err(error) => Self::broken(&path, &error.to_string()),
        };
        let last = stored.reserved.max(floor);
        Self { path, stored: Stored { format: 1, ..stored }, last }
    }

    fn broken(path: &Path, reason: &str) -> Stored {
        tracing::error!(path = %path.display(), reason, "the counter is broken: the server's is taken on");
        Stored::default()
    }

    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// The newest wish among items that were dropped.
    pub(super) fn newest(&self) -> Version {
        self.stored.newest
    }

    /// The next number. It is given even when it cannot be stored, so that the reason can be said.
    pub(super) fn next(&mut self) -> u64 {
        self.last += 1;
        if self.last > self.stored.reserved {
            self.stored.reserved = self.last + BLOCK;
            if let Err(error) = self.store() {
                tracing::error!(path = %self.path.display(), %error, "the counter cannot be stored");
            }
        }
        self.last
    }

    /// Counting goes on above this number.
    pub(super) fn raise(&mut self, floor: u64) {
        self.last = self.last.max(floor);
    }

    pub(super) fn saw(&mut self, version: Version) -> io::Result<()> {
        if version <= self.stored.newest {
            return Ok(());
        }
        self.stored.newest = version;
        self.store()
    }

    fn store(&self) -> io::Result<()> {
        disk::replace(&self.path, &serde_json::to_vec(&self.stored)?, disk::PRIVATE)?;
        self.path.parent().map_or(Ok(()), disk::flush_dir)
    }
}
