//! A lock that the operating system holds for a process and releases when it dies.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// A held lock; dropping it releases it.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: File,
    path: PathBuf,
}

/// Why a lock was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    #[error("another agent holds {}", .0.display())]
    Held(PathBuf),
    #[error("cannot lock {}: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

impl FileLock {
    /// Takes the lock or says at once that another process has it.
    pub(crate) fn acquire(path: PathBuf) -> Result<Self, LockError> {
        let open =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        let file = match open {
            Ok(file) => file,
            Err(error) => return Err(LockError::Io(path, error)),
        };
        match file.try_lock() {
            Ok(()) => Ok(Self { file, path }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held(path)),
            Err(TryLockError::Error(error)) => Err(LockError::Io(path, error)),
        }
    }

    /// Whether the locked file still is the one at its path: a folder that was removed and made
    /// again holds another one, which another process could lock.
    pub(crate) fn is_current(&self) -> bool {
        let id = |path: &Path| fs::metadata(path).map(|m| (m.dev(), m.ino()));
        match (self.file.metadata(), id(&self.path)) {
            (Ok(held), Ok(there)) => (held.dev(), held.ino()) == there,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time_and_a_replaced_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = FileLock::acquire(path.clone()).unwrap();
        assert!(matches!(FileLock::acquire(path.clone()), Err(LockError::Held(_))));
        assert!(first.is_current());
        fs::remove_file(&path).unwrap();
        assert!(!first.is_current());
        drop(first);
        assert!(FileLock::acquire(path).is_ok());
        assert!(matches!(FileLock::acquire(dir.path().join("no/lock")), Err(LockError::Io(..))));
    }
}
