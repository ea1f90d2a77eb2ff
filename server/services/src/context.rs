//! What every use case needs, shared by all of them.

use std::sync::Arc;

use crate::{Bus, Clock, Db, Keys, Tx, settings::Settings, store};

/// Shared, cheap to clone.
#[derive(Debug, Clone)]
pub struct Ctx(Arc<Inner>);

/// The parts of a [`Ctx`].
#[derive(Debug)]
pub struct Inner {
    /// Both pools.
    pub db: Db,
    /// Time and randomness.
    pub clock: Clock,
    /// Wake-ups after a commit.
    pub bus: Bus,
    /// What seals secrets at rest.
    pub keys: Keys,
    /// Bounds and lifetimes.
    pub settings: Settings,
}

impl Ctx {
    /// Ties the parts together.
    pub fn new(db: Db, clock: Clock, bus: Bus, keys: Keys, settings: Settings) -> Self {
        Self(Arc::new(Inner { db, clock, bus, keys, settings }))
    }
}

impl Ctx {
    /// Begins a transaction that may write. Pass it on; never ask for a second one meanwhile.
    ///
    /// # Errors
    /// [`domain::Error::Unavailable`] when no connection came free in time.
    pub(crate) async fn begin(&self) -> domain::Result<Tx> {
        self.db.begin().await.map_err(store::error)
    }

    /// Begins a transaction that only reads, for several reads that belong together.
    ///
    /// # Errors
    /// As [`Ctx::begin`].
    pub(crate) async fn begin_read(&self) -> domain::Result<Tx> {
        self.db.begin_read().await.map_err(store::error)
    }
}

impl std::ops::Deref for Ctx {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
