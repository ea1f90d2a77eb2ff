//! What the server asked for and is not done yet. Asking twice for an item is asking once, so it
//! never holds more than there are items.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::model::ItemKey;

/// The newest command about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) command: String,
    pub(crate) generation: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Inbox {
    asks: Mutex<BTreeMap<ItemKey, Option<Ask>>>,
    arrived: Notify,
    retry: Notify,
    reconcile: Notify,
}

impl Inbox {
    pub(crate) fn put(&self, key: ItemKey, ask: Ask) {
        self.lock().insert(key, Some(ask));
        self.arrived.notify_one();
    }

    /// Nobody asked, but something about the item changed.
    pub(crate) fn look(&self, key: ItemKey) {
        self.lock().entry(key).or_default();
        self.arrived.notify_one();
    }

    /// Waits until something was asked for, and takes all of it.
    pub(crate) async fn take(&self) -> BTreeMap<ItemKey, Option<Ask>> {
        loop {
            let asks = std::mem::take(&mut *self.lock());
            if !asks.is_empty() {
                return asks;
            }
            self.arrived.notified().await;
        }
    }

    /// Failed work is worth another try now: the server is back.
    pub(crate) fn retry_now(&self) {
        self.retry.notify_one();
    }

    pub(crate) async fn retry_wanted(&self) {
        self.retry.notified().await;
    }

    /// Look at everything now.
    pub(crate) fn reconcile_now(&self) {
        self.reconcile.notify_one();
    }

    pub(crate) async fn reconcile_wanted(&self) {
        self.reconcile.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ItemKey, Option<Ask>>> {
        self.asks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
