//! How a change ends: committed together with its audit event, or rolled back when it was only
//! asked what would happen.

use domain::{Error, Result};

use crate::{Tx, store};

/// Whether a change is made or only tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Make it.
    Commit,
    /// Go through every check and change nothing.
    DryRun,
}

impl Mode {
    /// As a request says it.
    pub const fn dry_run(dry: bool) -> Self {
        if dry { Self::DryRun } else { Self::Commit }
    }

    /// Ends the transaction; tells whether anything was changed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database could not commit.
    pub(crate) async fn finish(self, tx: Tx) -> Result<bool> {
        match self {
            Self::Commit => tx.commit().await.map(|()| true).map_err(store::error)?,
            Self::DryRun => tx.rollback().await.map(|()| false).map_err(store::error)?,
        };
        Ok(self == Self::Commit)
    }
}

/// Refuses a change to a version that is not the stored one.
///
/// # Errors
/// [`Error::Precondition`] when they differ.
pub(crate) fn check_version(stored: i64, seen: i64) -> Result<()> {
    if stored == seen { Ok(()) } else { Err(Error::Precondition(domain::Code::VersionStale.into())) }
}
