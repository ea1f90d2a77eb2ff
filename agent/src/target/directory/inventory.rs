//! The inventory file of an item's folder: which files are ours. It is written before the first of
//! them (with what was there and what will be) and again when all is done.

use std::{collections::BTreeSet, fs, io, path::Path};

use serde::{Deserialize, Serialize};

use super::layout;
use crate::{
    disk,
    model::{Content, ItemKey, ItemKind, Subject, Version},
    target::Recorded,
};

/// No extension, so that GitOps tools do not take it for a manifest.
pub(super) const FILE: &str = ".imp-inventory";

const FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Inventory {
    format: u32,
    pub(super) cluster: String,
    pub(super) item: ItemKey,
    pub(super) version: Version,
    pub(super) content: Content,
    /// The work was finished: the list is the latest set, not the superset.
    pub(super) complete: bool,
    pub(super) files: BTreeSet<String>,
}

/// What lies at an inventory's place.
#[derive(Debug)]
pub(super) enum Found {
    Inventory(Inventory),
    Nothing,
    /// Why it cannot be read.
    Broken(String),
}

impl Inventory {
    pub(super) fn new(cluster: String, item: ItemKey, version: Version, content: Content) -> Self {
        Self { format: FORMAT, cluster, item, version, content, complete: false, files: BTreeSet::new() }
    }

    /// Reads the inventory of a folder.
    pub(super) fn read(folder: &Path) -> Found {
        let bytes = match fs::read(folder.join(FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
            Err(error) => return Found::Broken(error.to_string()),
        };
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(inventory) if inventory.format != FORMAT => {
                Found::Broken("its format is not known".to_owned())
            }
            Ok(inventory) if !inventory.files.iter().all(|name| layout::is_planned_name(name)) => {
                Found::Broken("it lists names that are not ours".to_owned())
            }
            Ok(inventory) => Found::Inventory(inventory),
            Err(error) => Found::Broken(error.to_string()),
        }
    }

    /// Stores it so that it survives a power cut.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        disk::replace(&folder.join(FILE), &bytes, 0o644)?;
        disk::flush_dir(folder)
    }
}

/// What all readable inventories under the root say about a cluster. What cannot be read is left
/// out: it heals when its item is applied again.
pub(super) fn recorded(root: &Path, cluster: &str) -> Vec<Recorded> {
    let mut found = Vec::new();
    for kind in ItemKind::ALL {
        let Ok(folders) = fs::read_dir(root.join(kind.as_str())) else { continue };
        for folder in folders.flatten() {
            let Some(subject) =
                folder.file_name().to_str().and_then(|name| Subject::try_from(name.to_owned()).ok())
            else {
                continue;
            };
            let key = ItemKey { kind, subject };
            if let Found::Inventory(i) = Inventory::read(&folder.path())
                && i.cluster == cluster
                && i.item == key
            {
                found.push(Recorded { key, version: i.version, content: i.content, complete: i.complete });
            }
        }
    }
    found
}
