//! Writes manifests as YAML files: `<root>/<kind>/<subject>/NN-<object kind>-<name>.yaml`, one folder
//! for each item, for GitOps tools and for gateways that read files.
//!
//! `layout` names and formats the files, `inventory` remembers which are ours, `folder` reads and
//! writes them safely, and `apply`, `remove`, `observe` do the work, in blocking threads.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::task::spawn_blocking;

use super::{Applied, Failure, Item, Recorded, Removal, Taken, Target};
use crate::{
    decide::Observed,
    disk,
    lock::{FileLock, LockError},
};

mod apply;
mod folder;
mod inventory;
mod layout;
mod observe;
mod remove;
mod yaml;

#[cfg(test)]
mod tests;

const LOCK_FILE: &str = ".imp-agent.lock";

/// A directory of manifests. Only one agent at a time works on it: the operating system's file lock
/// says which.
#[derive(Debug, Clone)]
pub struct Directory(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    claim: Mutex<Option<FileLock>>,
}

impl Directory {
    /// The directory at this path; it is made when it is missing.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Inner { root: root.into(), claim: Mutex::new(None) }))
    }

    /// Runs work in a thread that may block; `lost` says what it means if the thread dies.
    async fn blocking<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> R + Send + 'static,
        lost: impl FnOnce(String) -> R,
    ) -> R {
        let inner = Arc::clone(&self.0);
        spawn_blocking(move || work(&inner)).await.unwrap_or_else(|error| lost(error.to_string()))
    }
}

impl Inner {
    /// Takes the lock, again if somebody replaced the directory meanwhile.
    fn claim(&self) -> Result<(), LockError> {
        let mut claim = self.claim.lock().unwrap_or_else(PoisonError::into_inner);
        if claim.as_ref().is_some_and(FileLock::is_current) {
            return Ok(());
        }
        *claim = None;
        let path = self.root.join(LOCK_FILE);
        disk::make_dirs(&self.root, false).map_err(|error| LockError::Io(self.root.clone(), error))?;
        *claim = Some(FileLock::acquire(path)?);
        Ok(())
    }

    fn claimed(&self) -> Result<&Path, Failure> {
        self.claim().map_err(|error| Failure::passing(error.to_string()))?;
        Ok(&self.root)
    }
}

impl Target for Directory {
    fn name(&self) -> &'static str {
        "directory"
    }

    async fn claim(&self) -> Result<(), Taken> {
        let claim = |inner: &Inner| match inner.claim() {
            Err(error @ LockError::Held(_)) => Err(Taken(error.to_string())),
            Err(LockError::Io(path, error)) => {
                tracing::warn!(path = %path.display(), %error, "the directory cannot be used yet");
                Ok(())
            }
            Ok(()) => Ok(()),
        };
        self.blocking(claim, |error| Err(Taken(error))).await
    }

    async fn inventory(&self, cluster: &str) -> Vec<Recorded> {
        let cluster = cluster.to_owned();
        self.blocking(move |inner| inventory::recorded(&inner.root, &cluster), |_| Vec::new()).await
    }

    async fn observe(&self, item: Item) -> Observed {
        self.blocking(move |inner| observe::observe(&inner.root, &item), Observed::Drifted).await
    }

    async fn apply(&self, item: Item) -> Result<Applied, Failure> {
        let work = move |inner: &Inner| apply::apply(inner.claimed()?, &item);
        self.blocking(work, |error| Err(Failure::passing(error))).await
    }

    async fn remove(&self, removal: Removal) -> Result<(), Failure> {
        let work = move |inner: &Inner| remove::remove(inner.claimed()?, &removal);
        self.blocking(work, |error| Err(Failure::passing(error))).await
    }
}
