//! Contents by their hash, so that a broken one shows itself.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{disk, model::Hash};

#[derive(Debug)]
pub(super) struct Specs(PathBuf);

/// A content that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spec {
    Whole(Vec<u8>),
    Missing,
    /// Why it cannot be used.
    Broken(String),
}

impl Specs {
    pub(super) fn open(dir: PathBuf) -> io::Result<Self> {
        disk::make_dirs(&dir, true)?;
        disk::sweep(&dir)?;
        Ok(Self(dir))
    }

    pub(super) fn read(&self, hash: &Hash) -> Spec {
        match fs::read(self.path(hash)) {
            Ok(bytes) if Hash::of(&bytes) == *hash => Spec::Whole(bytes),
            Ok(_) => Spec::Broken("its content does not have its hash".to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Spec::Missing,
            Err(error) => Spec::Broken(error.to_string()),
        }
    }

    /// Stores a content. One that a power cut loses is fetched again.
    pub(super) fn write(&self, hash: &Hash, bytes: &[u8]) -> io::Result<()> {
        disk::replace(&self.path(hash), bytes, disk::PRIVATE)
    }

    /// Drops contents that no item wishes any more.
    pub(super) fn keep_only(&self, hashes: &BTreeSet<&str>) -> io::Result<()> {
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            let hash =
                path.file_name().and_then(|n| n.to_str()).and_then(|n| Hash::try_from(n.to_owned()).ok());
            if hash.is_some_and(|hash| !hashes.contains(hash.as_str())) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    pub(super) fn remove(&self, hash: &Hash) -> io::Result<()> {
        match fs::remove_file(self.path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn path(&self, hash: &Hash) -> PathBuf {
        Path::join(&self.0, hash.as_str())
    }
}
