//! A target that only remembers: for simulations with thousands of agents in one process.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Applied, Failure, Item, Recorded, Removal, Taken, Target};
use crate::{
    decide::Observed,
    model::{Content, ItemKey},
    report::{Phase, ResourceStatus},
};

/// What was applied, by item. Clones share it, so a test can look.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<ItemKey, Recorded>>>);

impl Memory {
    /// What is there now.
    pub fn items(&self) -> BTreeMap<ItemKey, Recorded> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ItemKey, Recorded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Target for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    async fn claim(&self) -> Result<(), Taken> {
        Ok(())
    }

    async fn inventory(&self, _cluster: &str) -> Vec<Recorded> {
        self.lock().values().cloned().collect()
    }

    async fn observe(&self, item: Item) -> Observed {
        match self.lock().get(&item.key) {
            Some(there) if there.content == Content::Present(item.hash) => Observed::InSync,
            _ => Observed::Drifted("not there".to_owned()),
        }
    }

    async fn apply(&self, item: Item) -> Result<Applied, Failure> {
        let resources = item.manifests.iter().map(|m| ResourceStatus::of(m, Phase::Applied)).collect();
        let recorded = Recorded {
            key: item.key.clone(),
            version: item.version,
            content: Content::Present(item.hash),
            complete: true,
        };
        self.lock().insert(item.key, recorded);
        Ok(Applied { resources, left: Vec::new() })
    }

    async fn remove(&self, removal: Removal) -> Result<(), Failure> {
        self.lock().remove(&removal.key);
        Ok(())
    }
}
