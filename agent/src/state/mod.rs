//! The state folder: what survives a crash. Every change is on the disk before anything relies on it.
//!
//! `items/<kind>/<subject>.json` is what is wished, held and unsaid of each item, `specs/<hash>` the
//! contents, `counter.json` numbers that never fall, `identity.json` who the agent is, `lock` keeps a
//! second agent out.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

use crate::{
    disk,
    lock::{FileLock, LockError},
    model::{Content, Desired, Hash, ItemKey, Version},
    report::{Outcome, Report},
};

mod counter;
mod record;
mod shared;
mod specs;

pub(crate) use record::Record;
pub(crate) use shared::{CutOff, SharedState};
pub(crate) use specs::Spec;

/// The opened folder. One process has it at a time.
#[derive(Debug)]
pub(crate) struct State {
    items_dir: PathBuf,
    specs: specs::Specs,
    counter: counter::Counter,
    records: BTreeMap<ItemKey, Record>,
    broken: Vec<(ItemKey, String)>,
    _lock: FileLock,
}

/// Why a state folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error("the state folder {} cannot be used: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

impl State {
    /// Opens the folder, making it when it is missing (for its owner alone).
    pub(crate) fn open(dir: &Path) -> Result<Self, StateError> {
        let io = |error| StateError::Io(dir.to_owned(), error);
        disk::make_dirs(dir, true).map_err(io)?;
        let lock = FileLock::acquire(dir.join("lock"))?;
        disk::sweep(dir).map_err(io)?;
        let items_dir = dir.join("items");
        let loaded = record::load(&items_dir).map_err(io)?;
        let specs = specs::Specs::open(dir.join("specs")).map_err(io)?;
        let floor = loaded.records.iter().flat_map(|(_, r)| r.reports.iter().map(|report| report.seq)).max();
        let counter = counter::Counter::open(dir, floor.unwrap_or(0));
        let records: BTreeMap<_, _> = loaded.records.into_iter().collect();
        if loaded.broken.is_empty() {
            let wished: BTreeSet<&str> =
                records.values().filter_map(|r| Some(r.desired.as_ref()?.hash())).collect();
            specs.keep_only(&wished).map_err(io)?;
        }
        Ok(Self { items_dir, specs, counter, records, broken: loaded.broken, _lock: lock })
    }

    /// Items whose cache file was broken when the folder was opened, and why; asked once.
    pub(crate) fn take_broken(&mut self) -> Vec<(ItemKey, String)> {
        std::mem::take(&mut self.broken)
    }

    pub(crate) fn record(&self, key: &ItemKey) -> Option<&Record> {
        self.records.get(key)
    }

    pub(crate) fn records(&self) -> &BTreeMap<ItemKey, Record> {
        &self.records
    }

    pub(crate) fn spec(&self, hash: &Hash) -> Spec {
        self.specs.read(hash)
    }

    /// The largest version that was ever taken in.
    pub(crate) fn newest(&self) -> Version {
        let wished = self.records.values().filter_map(|record| Some(record.desired.as_ref()?.version));
        wished.max().unwrap_or_default().max(self.counter.newest())
    }

    /// The last report number given.
    pub(crate) fn report_seq(&self) -> u64 {
        self.counter.last()
    }

    /// Changes a record: on the disk first, so that a failure changes nothing.
    pub(crate) fn update(&mut self, key: &ItemKey, change: impl FnOnce(&mut Record)) -> io::Result<()> {
        let mut record = self.records.get(key).cloned().unwrap_or_default();
        change(&mut record);
        record::write(&self.items_dir, key, &record)?;
        self.records.insert(key.clone(), record);
        Ok(())
    }

    /// Takes in a wish, its content first. What it replaces is dropped from the cache.
    pub(crate) fn take_in(&mut self, key: &ItemKey, wish: Desired, content: Option<&[u8]>) -> io::Result<()> {
        if let (Content::Present(hash), Some(bytes)) = (&wish.content, content) {
            self.specs.write(hash, bytes)?;
        }
        let before = self.records.get(key).and_then(|record| record.desired.clone());
        self.update(key, |record| record.desired = Some(wish))?;
        self.drop_unwished(before)
    }

    /// Adds a report together with a change. A report that cannot be stored is kept in memory, so that the
    /// server hears the reason; the change then is not made.
    pub(crate) fn say(
        &mut self,
        key: &ItemKey,
        command: Option<String>,
        outcome: Outcome,
        change: impl FnOnce(&mut Record),
    ) -> io::Result<()> {
        let report = Report { seq: self.counter.next(), command, outcome };
        let said = report.clone();
        let stored = self.update(key, |record| {
            record.say(said);
            change(record);
        });
        if stored.is_err() {
            self.records.entry(key.clone()).or_default().say(report);
        }
        stored
    }

    /// Reports above a number, in the order of their numbers, `max` at most.
    pub(crate) fn unsent(&self, above: u64, max: usize) -> Vec<(ItemKey, Report)> {
        let all = self.records.iter().flat_map(|(key, record)| record.reports.iter().map(move |r| (key, r)));
        let mut unsent: Vec<_> = all.filter(|(_, report)| report.seq > above).collect();
        unsent.sort_by_key(|(_, report)| report.seq);
        unsent.truncate(max);
        unsent.into_iter().map(|(key, report)| (key.clone(), report.clone())).collect()
    }

    /// The server has stored every report up to this number. Answers with the tombstones among them,
    /// which may be forgotten now.
    pub(crate) fn acknowledged(&mut self, seq: u64) -> io::Result<Vec<ItemKey>> {
        let done = |record: &Record| record.reports.iter().any(|report| report.seq <= seq);
        let keys: Vec<_> = self.records.iter().filter(|(_, r)| done(r)).map(|(key, _)| key.clone()).collect();
        for key in &keys {
            self.update(key, |record| record.reports.retain(|report| report.seq > seq))?;
        }
        let gone = |key: &ItemKey| {
            let wish = self.records.get(key).and_then(|record| record.desired.as_ref());
            wish.is_some_and(|wish| wish.content == Content::Tombstone)
        };
        Ok(keys.into_iter().filter(gone).collect())
    }

    /// The server knows numbers up to this one. Reports that carry one of them either were stored
    /// (then another time does no harm) or the count was lost. Then all get new ones, in their order:
    /// an older report must not come after a newer one of the same item.
    pub(crate) fn continue_above(&mut self, known: u64) -> io::Result<()> {
        self.counter.raise(known);
        let unsent = self.unsent(0, usize::MAX);
        if unsent.first().is_none_or(|(_, report)| report.seq > known) {
            return Ok(());
        }
        let mut anew: BTreeMap<ItemKey, BTreeMap<u64, u64>> = BTreeMap::new();
        for (key, report) in unsent {
            anew.entry(key).or_default().insert(report.seq, self.counter.next());
        }
        // An item's reports change together, so that a full disk cannot leave them in another order.
        for (key, seqs) in anew {
            self.update(&key, |record| {
                for report in &mut record.reports {
                    report.seq = seqs.get(&report.seq).copied().unwrap_or(report.seq);
                }
            })?;
        }
        Ok(())
    }

    /// Drops an item whose tombstone was carried out and stored by the server.
    pub(crate) fn forget(&mut self, key: &ItemKey) -> io::Result<()> {
        let wish = self.records.get(key).and_then(|record| record.desired.clone());
        if let Some(wish) = wish {
            self.counter.saw(wish.version)?;
        }
        record::remove(&self.items_dir, key)?;
        self.records.remove(key);
        Ok(())
    }

    fn drop_unwished(&self, before: Option<Desired>) -> io::Result<()> {
        let Some(Desired { content: Content::Present(hash), .. }) = before else { return Ok(()) };
        let wished =
            self.records.values().any(|r| r.desired.as_ref().is_some_and(|d| d.hash() == hash.as_str()));
        if wished { Ok(()) } else { self.specs.remove(&hash) }
    }
}

#[cfg(test)]
mod tests;
