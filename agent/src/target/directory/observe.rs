//! Looks whether a folder holds what it should.

use std::{collections::BTreeSet, path::Path};

use super::{
    apply::is_as_planned,
    folder::Folder,
    inventory::{Found, Inventory},
    layout,
};
use crate::{decide::Observed, target::Item};

/// How many differing files a message names.
const NAMED: usize = 3;

pub(super) fn observe(root: &Path, item: &Item) -> Observed {
    let folder = Folder::of(root, &item.key);
    match folder.exists() {
        Ok(true) => {}
        Ok(false) => return Observed::Drifted(format!("the folder {} is gone", item.key)),
        Err(failure) => return Observed::Drifted(failure.message),
    }
    let planned = layout::plan(&item.key, &item.manifests);
    let names: BTreeSet<String> = planned.iter().map(|file| file.name.clone()).collect();
    match Inventory::read(folder.path()) {
        Found::Inventory(inventory) if inventory.complete && inventory.files == names => {}
        Found::Inventory(_) => return Observed::Drifted("the inventory lists other files".to_owned()),
        Found::Nothing => return Observed::Drifted("the inventory is gone".to_owned()),
        Found::Broken(reason) => return Observed::Drifted(format!("the inventory is broken: {reason}")),
    }
    let mut differing = Vec::new();
    for file in &planned {
        match is_as_planned(&folder, file) {
            Ok(true) => {}
            Ok(false) => differing.push(folder.show(&file.name)),
            Err(failure) => return Observed::Drifted(failure.message),
        }
    }
    match differing.len() {
        0 => Observed::InSync,
        more if more > NAMED => {
            let first = differing.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
            Observed::Drifted(format!("{first} and {} more were changed or removed", more - NAMED))
        }
        _ => Observed::Drifted(format!("{} changed or removed", differing.join(", "))),
    }
}
