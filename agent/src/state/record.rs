//! What the cache keeps of one item: one file each, so that a broken file is one item's matter.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    disk,
    model::{Desired, ItemKey, ItemKind, Subject, Version},
    report::{Report, Told},
};

const FORMAT: u32 = 1;

/// One item of the cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The newest wish that was taken in.
    pub(crate) desired: Option<Desired>,
    /// The wish that was last carried out and verified.
    pub(crate) applied: Option<Desired>,
    /// A wish whose content cannot be carried out.
    pub(crate) refused: Option<Version>,
    /// The last report, sent or not.
    pub(crate) told: Option<Told>,
    /// Reports that the server has not stored yet, oldest first; one of each phase at most.
    pub(crate) reports: Vec<Report>,
}

/// How a record lies in its file.
#[derive(Serialize, Deserialize)]
struct Stored {
    format: u32,
    item: Record,
}

impl Record {
    /// Adds a report. One of the same phase that was not sent yet is replaced: the news count, and
    /// the memory stays bounded while the server is away. The command it answered goes over.
    pub(crate) fn say(&mut self, mut report: Report) {
        if let Some(at) = self.reports.iter().position(|old| old.outcome.phase == report.outcome.phase) {
            let old = self.reports.remove(at);
            if report.command.is_none() && old.outcome.version == report.outcome.version {
                report.command = old.command;
            }
        }
        self.told = Some(Told::from(&report.outcome));
        self.reports.push(report);
    }
}

/// What a look into the folder of items gave.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) records: Vec<(ItemKey, Record)>,
    /// Items whose file cannot be used, and why.
    pub(super) broken: Vec<(ItemKey, String)>,
}

/// Reads all items. A file that cannot be read does not stop the others.
pub(super) fn load(dir: &Path) -> io::Result<Loaded> {
    let mut loaded = Loaded::default();
    for kind in ItemKind::ALL {
        let folder = dir.join(kind.as_str());
        disk::make_dirs(&folder, true)?;
        disk::sweep(&folder)?;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let subject = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".json"));
            let Some(subject) = subject.and_then(|s| Subject::try_from(s.to_owned()).ok()) else {
                tracing::warn!(path = %path.display(), "a file in the state folder is not ours: left alone");
                continue;
            };
            let key = ItemKey { kind, subject };
            match read(&path) {
                Ok(record) => loaded.records.push((key, record)),
                Err(reason) => loaded.broken.push((key, reason)),
            }
        }
    }
    Ok(loaded)
}

fn read(path: &Path) -> Result<Record, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let stored: Stored = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    if stored.format == FORMAT { Ok(stored.item) } else { Err("its format is not known".to_owned()) }
}

/// Stores an item, whole or not at all. A power cut may bring the version before back; that is found
/// out by the target's inventory and by what the server wishes, so the folder is not flushed as well.
pub(super) fn write(dir: &Path, key: &ItemKey, record: &Record) -> io::Result<()> {
    let bytes = serde_json::to_vec(&Stored { format: FORMAT, item: record.clone() })?;
    disk::replace(&file(dir, key), &bytes, disk::PRIVATE)
}

/// Drops an item.
pub(super) fn remove(dir: &Path, key: &ItemKey) -> io::Result<()> {
    match fs::remove_file(file(dir, key)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn file(dir: &Path, key: &ItemKey) -> std::path::PathBuf {
    dir.join(key.kind.as_str()).join(format!("{}.json", key.subject.as_str()))
}
