//! Does what `decide` says. One pass at a time: fetch what was asked for, look, decide, carry out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::{
    backoff::{Backoff, around},
    config::Timing,
    credentials::Credentials,
    hub::Hub,
    inbox::{Ask, Inbox},
    model::ItemKey,
    state::{CutOff, SharedState},
    target::Target,
};

mod carry_out;
mod recover;
mod take_in;
mod view;

pub(crate) struct Worker<T> {
    pub(crate) hub: Hub,
    pub(crate) credentials: Credentials,
    pub(crate) state: SharedState,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) target: Arc<T>,
    pub(crate) timing: Timing,
    /// Commands that wait for an answer.
    asks: BTreeMap<ItemKey, Ask>,
    /// Items whose wish must be fetched before anything is decided about them.
    to_fetch: BTreeSet<ItemKey>,
    /// Items whose work failed and may go well another time.
    failing: BTreeSet<ItemKey>,
    stop: CancellationToken,
}

impl<T: Target> Worker<T> {
    pub(crate) fn new(
        hub: Hub,
        credentials: Credentials,
        state: SharedState,
        inbox: Arc<Inbox>,
        target: Arc<T>,
        timing: Timing,
        stop: CancellationToken,
    ) -> Self {
        let (asks, to_fetch, failing) = Default::default();
        Self { hub, credentials, state, inbox, target, timing, asks, to_fetch, failing, stop }
    }

    /// Works until told to stop.
    pub(crate) async fn run(mut self) -> Result<(), CutOff> {
        self.recover().await?;
        let mut backoff = Backoff::new(self.timing.retry_base, self.timing.retry_max);
        let mut scope = self.everything().await?;
        let mut next_look = self.next_look();
        loop {
            if !scope.is_empty() {
                self.pass(scope).await?;
            }
            let retry_at = if self.failing.is_empty() {
                backoff.reset();
                None
            } else {
                Some(Instant::now() + backoff.next())
            };
            scope = tokio::select! {
                () = self.stop.cancelled() => return Ok(()),
                asked = self.inbox.take() => self.asked(asked),
                () = at(retry_at) => self.failing.clone(),
                () = self.inbox.retry_wanted() => self.failing.clone(),
                () = self.inbox.reconcile_wanted() => self.everything().await?,
                () = sleep_until(next_look) => {
                    next_look = self.next_look();
                    self.everything().await?
                }
            };
        }
    }

    /// Looks at some items and does what is to be done about them.
    async fn pass(&mut self, scope: BTreeSet<ItemKey>) -> Result<(), CutOff> {
        for key in &scope {
            self.failing.remove(key);
        }
        let fetch: BTreeSet<_> = scope.intersection(&self.to_fetch).cloned().collect();
        self.fetch(&fetch).await?;
        let mut plan = self.plan(&scope).await?;
        // Content that the cache lacks or that is broken there.
        let missing: BTreeSet<_> = plan.missing().difference(&fetch).cloned().collect();
        if !missing.is_empty() {
            self.fetch(&missing).await?;
            plan = self.plan(&scope).await?;
        }
        for action in plan.actions {
            if self.stop.is_cancelled() {
                return Ok(());
            }
            self.carry_out(action).await?;
        }
        Ok(())
    }

    fn asked(&mut self, asked: BTreeMap<ItemKey, Option<Ask>>) -> BTreeSet<ItemKey> {
        let keys = asked.keys().cloned().collect();
        for (key, ask) in asked {
            if let Some(ask) = ask {
                self.to_fetch.insert(key.clone());
                self.asks.insert(key, ask);
            }
        }
        keys
    }

    async fn everything(&self) -> Result<BTreeSet<ItemKey>, CutOff> {
        let mut keys: BTreeSet<_> =
            self.state.with(|state| state.records().keys().cloned().collect()).await?;
        keys.extend(self.to_fetch.iter().cloned());
        Ok(keys)
    }

    fn next_look(&self) -> Instant {
        Instant::now() + around(self.timing.reconcile, 20)
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
