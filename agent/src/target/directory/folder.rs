//! One item's folder, read and written without following links or touching what is not ours.

use std::{
    collections::BTreeSet,
    fmt::Display,
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{
    inventory::{Found, Inventory},
    layout::{self, PlannedFile},
};
use crate::{disk, model::ItemKey, target::Failure};

pub(super) struct Folder<'a> {
    root: &'a Path,
    key: &'a ItemKey,
    path: PathBuf,
}

/// What lies under a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Nothing,
    /// A regular file, its content and mode.
    File(Vec<u8>, u32),
    /// A folder, a link, a device.
    Other,
}

impl<'a> Folder<'a> {
    pub(super) fn of(root: &'a Path, key: &'a ItemKey) -> Self {
        Self { root, key, path: layout::folder(root, key) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A name in this folder, as messages say it: relative to the root.
    pub(super) fn show(&self, name: &str) -> String {
        format!("{}/{name}", self.key)
    }

    /// A failure with its path and the operating system's reason. The path is relative to the root: tenants read
    /// it, and where the agent keeps its files is its operator's business.
    pub(super) fn failure(&self, doing: &str, path: &Path, error: impl Display) -> Failure {
        let path = match path.strip_prefix(self.root) {
            Ok(inner) if !inner.as_os_str().is_empty() => inner.display().to_string(),
            _ => "the target directory".to_owned(),
        };
        Failure::passing(format!("cannot {doing} {path}: {error}"))
    }

    /// Whether the folder is there. A link in its place is refused: it could lead anywhere.
    pub(super) fn exists(&self) -> Result<bool, Failure> {
        for dir in [self.path.parent().unwrap_or(self.root), &self.path] {
            match fs::symlink_metadata(dir) {
                Ok(meta) if meta.is_dir() => {}
                Ok(_) => {
                    return Err(self.failure("use", dir, "OwnershipConflict: it is not a folder of ours"));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(self.failure("read", dir, error)),
            }
        }
        Ok(true)
    }

    /// Makes the folder when it is missing, and removes what a crash left half-written in it.
    pub(super) fn prepare(&self) -> Result<(), Failure> {
        if !self.exists()? {
            disk::make_dirs(&self.path, false).map_err(|e| self.failure("make the folder", &self.path, e))?;
            disk::flush_dir(self.root).map_err(|e| self.failure("write", self.root, e))?;
        }
        disk::sweep(&self.path).map_err(|e| self.failure("clean", &self.path, e))
    }

    /// The inventory, and the names that are ours. Where the inventory is lost or broken, the files
    /// that say themselves that they belong to this item stand in for its list.
    pub(super) fn owned(&self) -> Result<(Option<Inventory>, BTreeSet<String>), Failure> {
        match Inventory::read(&self.path) {
            Found::Inventory(inventory) => {
                let files = inventory.files.clone();
                Ok((Some(inventory), files))
            }
            Found::Nothing => Ok((None, self.signed()?)),
            Found::Broken(reason) => {
                tracing::error!(item = %self.key, reason, "the inventory is broken: it is made anew from our files");
                Ok((None, self.signed()?))
            }
        }
    }

    fn signed(&self) -> Result<BTreeSet<String>, Failure> {
        let mut names = BTreeSet::new();
        for name in self.names()? {
            if let Entry::File(bytes, _) = self.entry(&name)?
                && layout::is_signed(self.key, &name, &bytes)
            {
                names.insert(name);
            }
        }
        Ok(names)
    }

    /// Names in the folder that are text; ours all are.
    fn names(&self) -> Result<Vec<String>, Failure> {
        let list = || -> io::Result<Vec<String>> {
            let names = fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name().into_string().ok()));
            names.filter_map(Result::transpose).collect()
        };
        list().map_err(|e| self.failure("read", &self.path, e))
    }

    pub(super) fn entry(&self, name: &str) -> Result<Entry, Failure> {
        let path = self.path.join(name);
        let read = || -> io::Result<Entry> {
            let meta = fs::symlink_metadata(&path)?;
            if !meta.is_file() {
                return Ok(Entry::Other);
            }
            Ok(Entry::File(fs::read(&path)?, meta.permissions().mode() & 0o777))
        };
        match read() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Entry::Nothing),
            other => other.map_err(|e| self.failure("read", &path, e)),
        }
    }

    /// Writes a file beside its place.
    pub(super) fn stage(&self, file: &PlannedFile) -> Result<NamedTempFile, Failure> {
        let path = self.path.join(&file.name);
        disk::stage(&path, &file.bytes, file.mode()).map_err(|e| self.failure("write", &path, e))
    }

    /// Puts it in place.
    pub(super) fn place(&self, file: &PlannedFile, staged: NamedTempFile) -> Result<(), Failure> {
        let path = self.path.join(&file.name);
        staged.persist(&path).map_err(|e| self.failure("write", &path, e.error))?;
        Ok(())
    }

    /// Removes files that the inventory lists and that carry our label; answers with the others.
    pub(super) fn remove<'n>(&self, names: impl Iterator<Item = &'n String>) -> Result<Vec<String>, Failure> {
        let mut left = Vec::new();
        for name in names {
            match self.entry(name)? {
                Entry::Nothing => {}
                Entry::File(bytes, _) if layout::carries_label(&bytes) => {
                    let path = self.path.join(name);
                    fs::remove_file(&path).map_err(|e| self.failure("remove", &path, e))?;
                }
                Entry::File(..) | Entry::Other => left.push(name.clone()),
            }
        }
        Ok(left)
    }

    pub(super) fn flush(&self) -> Result<(), Failure> {
        disk::flush_dir(&self.path).map_err(|e| self.failure("write", &self.path, e))
    }

    pub(super) fn store(&self, inventory: &Inventory) -> Result<(), Failure> {
        inventory.write(&self.path).map_err(|e| self.failure("write the inventory in", &self.path, e))
    }
}
