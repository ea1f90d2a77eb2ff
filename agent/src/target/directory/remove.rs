//! Carries out a tombstone: removes what the inventory lists and carries our label, the inventory
//! last, so that a crash in between is continued.

use std::{fs, io, path::Path};

use super::{folder::Folder, inventory};
use crate::target::{Failure, Removal};

pub(super) fn remove(root: &Path, removal: &Removal) -> Result<(), Failure> {
    let folder = Folder::of(root, &removal.key);
    if !folder.exists()? {
        return Ok(());
    }
    folder.prepare()?;
    let (before, owned) = folder.owned()?;
    if let Some(before) = &before
        && before.cluster == removal.cluster
        && before.version > removal.version
    {
        return Err(Failure::passing(format!(
            "the directory holds generation {}, which is newer than the removal's {}",
            before.version.generation, removal.version.generation
        )));
    }
    let left = folder.remove(owned.iter().rev())?;
    folder.flush()?;
    if !left.is_empty() {
        let left: Vec<_> = left.iter().map(|name| folder.show(name)).collect();
        return Err(Failure::passing(format!(
            "OwnershipConflict: not removed, because the label that says it is ours is gone: {}",
            left.join(", ")
        )));
    }
    drop_inventory(folder.path()).map_err(|e| folder.failure("remove", folder.path(), e))
}

/// The inventory, then the folder, unless somebody else keeps files in it.
fn drop_inventory(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(inventory::FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match fs::remove_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        other => other,
    }
}
