//! Makes a folder hold an item's manifests: superset of the inventory, files, verification, pruning,
//! latest set.

use std::{collections::BTreeSet, path::Path, thread};

use super::{
    folder::{Entry, Folder},
    inventory::Inventory,
    layout::{self, PlannedFile},
};
use crate::{
    model::Content,
    report::{Phase, ResourceStatus},
    target::{Applied, Failure, Item},
};

/// Files written at a time.
const TOGETHER: usize = 8;

pub(super) fn apply(root: &Path, item: &Item) -> Result<Applied, Failure> {
    let folder = Folder::of(root, &item.key);
    folder.prepare()?;
    let (before, owned) = folder.owned()?;
    fence(item, before.as_ref())?;
    let planned = layout::plan(&item.key, &item.manifests);
    refuse_conflicts(&folder, item, &planned, &owned)?;

    let names: BTreeSet<String> = planned.iter().map(|file| file.name.clone()).collect();
    let mut inventory = Inventory::new(
        item.cluster.clone(),
        item.key.clone(),
        item.version,
        Content::Present(item.hash.clone()),
    );
    inventory.files = owned.union(&names).cloned().collect();
    let changed = changed(&folder, &planned)?;
    let obsolete: Vec<_> = owned.difference(&names).collect();
    // Before the first change, what is stored must list every file and must not call the set finished
    // in a generation that it no longer is.
    let mut stored = before;
    let begun = stored.as_ref() == Some(&inventory);
    let listed = stored.as_ref().is_some_and(|stored| stored.files == inventory.files);
    let to_do = !(changed.is_empty() && obsolete.is_empty());
    if !listed || (to_do && !begun) {
        folder.store(&inventory)?;
        stored = Some(inventory.clone());
    }

    write(&folder, &changed)?;
    verify(&folder, &planned)?;
    let left = folder.remove(obsolete.iter().copied())?;
    inventory.files = names.iter().chain(&left).cloned().collect();
    inventory.complete = true;
    if stored.as_ref() != Some(&inventory) {
        if !obsolete.is_empty() {
            // What the inventory does not list any more must not come back after a power cut.
            folder.flush()?;
        }
        folder.store(&inventory)?;
    }
    let left = left.iter().map(|name| format!("{} does not carry our label any more", folder.show(name)));
    Ok(Applied {
        resources: item.manifests.iter().map(|m| ResourceStatus::of(m, Phase::Applied)).collect(),
        left: left.collect(),
    })
}

/// An agent that lags behind the inventory stops here, before the first write.
fn fence(item: &Item, before: Option<&Inventory>) -> Result<(), Failure> {
    let Some(before) = before.filter(|before| before.cluster == item.cluster) else { return Ok(()) };
    if before.version > item.version {
        return Err(Failure::passing(format!(
            "the directory holds generation {} already, which is newer than {}",
            before.version.generation, item.version.generation
        )));
    }
    let hash = Content::Present(item.hash.clone());
    if before.version == item.version && before.content != hash {
        return Err(Failure::terminal(format!(
            "the directory holds generation {} with other content",
            item.version.generation
        )));
    }
    Ok(())
}

/// A file of the same name that is not ours is never overwritten; the whole item waits.
fn refuse_conflicts(
    folder: &Folder<'_>,
    item: &Item,
    planned: &[PlannedFile],
    owned: &BTreeSet<String>,
) -> Result<(), Failure> {
    let mut failure = Failure::passing(String::new());
    for (file, manifest) in planned.iter().zip(&item.manifests) {
        let conflict = match folder.entry(&file.name)? {
            Entry::Nothing => false,
            Entry::File(..) => !owned.contains(&file.name),
            Entry::Other => true,
        };
        if conflict {
            let message = format!("OwnershipConflict: {} is not ours: move it away", folder.show(&file.name));
            failure.resources.push(ResourceStatus {
                message: message.clone(),
                ..ResourceStatus::of(manifest, Phase::Failed)
            });
            failure.message = if failure.message.is_empty() { message } else { failure.message };
        }
    }
    if failure.resources.is_empty() { Ok(()) } else { Err(failure) }
}

/// The files that differ from what they should be.
fn changed<'p>(folder: &Folder<'_>, planned: &'p [PlannedFile]) -> Result<Vec<&'p PlannedFile>, Failure> {
    let mut changed = Vec::new();
    for file in planned {
        if !is_as_planned(folder, file)? {
            changed.push(file);
        }
    }
    Ok(changed)
}

/// Writes files. Flushing takes most of the time, and files that are flushed together share it.
fn write(folder: &Folder<'_>, files: &[&PlannedFile]) -> Result<(), Failure> {
    for together in files.chunks(TOGETHER) {
        let staged: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = together.iter().map(|file| scope.spawn(|| folder.stage(file))).collect();
            threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        for (file, staged) in together.iter().zip(staged) {
            folder.place(file, staged.unwrap_or_else(|_| Err(Failure::passing("a writing thread died")))?)?;
        }
    }
    Ok(())
}

fn verify(folder: &Folder<'_>, planned: &[PlannedFile]) -> Result<(), Failure> {
    for file in planned {
        if !is_as_planned(folder, file)? {
            return Err(Failure::passing(format!(
                "{} was changed while it was written",
                folder.show(&file.name)
            )));
        }
    }
    Ok(())
}

/// The same bytes; for a Secret also that nobody else may read them.
pub(super) fn is_as_planned(folder: &Folder<'_>, file: &PlannedFile) -> Result<bool, Failure> {
    Ok(match folder.entry(&file.name)? {
        Entry::File(bytes, mode) => bytes == file.bytes && (!file.private || mode == file.mode()),
        Entry::Nothing | Entry::Other => false,
    })
}
