//! How an item becomes files: their names, order, form and modes.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::yaml;
use crate::{
    disk,
    manifest::{self, Manifest},
    model::ItemKey,
};

/// A file as it should be.
#[derive(Debug)]
pub(super) struct PlannedFile {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Secrets are for their owner alone.
    pub(super) private: bool,
}

impl PlannedFile {
    pub(super) fn mode(&self) -> u32 {
        if self.private { disk::PRIVATE } else { 0o644 }
    }
}

/// The folder of an item.
pub(super) fn folder(root: &Path, key: &ItemKey) -> PathBuf {
    root.join(key.kind.as_str()).join(key.subject.as_str())
}

/// The files of an item, in the order of applying.
pub(super) fn plan(key: &ItemKey, manifests: &[Manifest]) -> Vec<PlannedFile> {
    let width = manifests.len().to_string().len().max(2);
    let file = |(i, manifest): (usize, &Manifest)| PlannedFile {
        name: format!("{:0width$}-{}-{}.yaml", i + 1, safe(&manifest.kind), safe(&manifest.name)),
        bytes: format!("{}{}", header(key), yaml::to_string(&manifest.object)).into_bytes(),
        private: manifest.kind == "Secret",
    };
    manifests.iter().enumerate().map(file).collect()
}

/// First line of every file of an item.
fn header(key: &ItemKey) -> String {
    format!("# {key}: managed by imp-gateway, changes made here are undone\n")
}

/// Part of a file name: Kubernetes' names are safe already, everything else becomes a dash.
fn safe(text: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
    text.chars().map(keep).take(100).collect()
}

/// Whether a name is one that [`plan`] could have given: digits, a dash, no way out of the folder.
pub(super) fn is_planned_name(name: &str) -> bool {
    let number = name.bytes().take_while(u8::is_ascii_digit).count();
    let safe = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'.';
    number >= 2
        && name.as_bytes().get(number) == Some(&b'-')
        && name.ends_with(".yaml")
        && name.bytes().all(safe)
}

/// Whether a file's content carries our ownership label: without it nothing is removed.
pub(super) fn carries_label(bytes: &[u8]) -> bool {
    serde_yaml_ng::from_slice::<Value>(bytes).is_ok_and(|object| manifest::is_ours(&object))
}

/// Whether a file says itself that it was written for this item; asked only where the inventory is lost.
pub(super) fn is_signed(key: &ItemKey, name: &str, bytes: &[u8]) -> bool {
    is_planned_name(name) && bytes.starts_with(header(key).as_bytes()) && carries_label(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_pass() {
        assert_eq!(safe("../HTTPRoute x"), "..-httproute-x");
        for name in ["01-secret-a.yaml", "100-httproute-a.b-c.yaml", "02-...yaml"] {
            assert!(is_planned_name(name), "{name}");
        }
        for name in
            ["1-a.yaml", "01-a.yml", "../01-a.yaml", "01-a/b.yaml", ".imp-inventory", "01-A.yaml", "01.yaml"]
        {
            assert!(!is_planned_name(name), "{name}");
        }
    }
}
