//! Carries out one action and says how it came out.

use super::Worker;
use crate::{
    decide::Action,
    model::{Content, Desired, ItemKey},
    report::{Outcome, Phase, ResourceStatus, Told},
    state::{CutOff, Record},
    target::{Applied, Failure, Removal, Target},
};

impl<T: Target> Worker<T> {
    pub(super) async fn carry_out(&mut self, action: Action) -> Result<(), CutOff> {
        let key = action.key().clone();
        let wanted = key.clone();
        let record = self.state.with(move |state| state.record(&wanted).cloned()).await?;
        let Some((wish, record)) = record.and_then(|record| Some((record.desired.clone()?, record))) else {
            return Ok(());
        };
        match action {
            Action::Fetch(_) => {
                // It was tried in this pass already.
                self.failing.insert(key);
                Ok(())
            }
            Action::Apply { drift, key } => self.apply(&key, wish, drift).await,
            Action::Remove(_) => self.remove(&key, wish).await,
            Action::Report(_) => self.report(&key, wish, record).await,
            Action::Forget(_) => {
                tracing::info!(item = %key, "removed, and the server knows");
                let item = key.clone();
                if let Err(error) = self.state.with(move |state| state.forget(&item)).await? {
                    tracing::error!(item = %key, %error, "the cache cannot drop an item yet");
                }
                Ok(())
            }
        }
    }

    async fn apply(&mut self, key: &ItemKey, wish: Desired, drift: Option<String>) -> Result<(), CutOff> {
        if let Some(what) = &drift {
            tracing::warn!(item = %key, generation = wish.version.generation, what, "drift: putting it right");
        }
        let Content::Present(hash) = &wish.content else { return Ok(()) };
        let Some(bytes) = self.content(key, &wish, hash).await? else { return Ok(()) };
        let result = match self.item(key, &wish, &bytes) {
            Some(Ok(item)) => self.target.apply(item).await,
            Some(Err(error)) => Err(Failure::terminal(error.to_string())),
            None => return Ok(()),
        };
        match result {
            Ok(Applied { resources, left }) => {
                let mut notes = Vec::new();
                notes.extend(drift.map(|what| format!("put right: {what}")));
                notes.extend(left.iter().map(|what| format!("left in place: {what}")));
                let phase = if left.is_empty() { Phase::Applied } else { Phase::Degraded };
                let message = notes.join("; ");
                let outcome = Outcome { message, resources, ..Outcome::of(&wish, phase) };
                self.done(key, wish, outcome).await
            }
            Err(failure) => self.failed(key, wish, failure).await,
        }
    }

    async fn remove(&mut self, key: &ItemKey, wish: Desired) -> Result<(), CutOff> {
        let cluster = self.credentials.registered().cluster_id.clone();
        let removal = Removal { cluster, key: key.clone(), version: wish.version };
        match self.target.remove(removal).await {
            Ok(()) => {
                let outcome = Outcome::of(&wish, Phase::Removed);
                self.done(key, wish, outcome).await
            }
            Err(failure) => self.failed(key, wish, failure).await,
        }
    }

    /// Nothing to do but to say so.
    async fn report(&mut self, key: &ItemKey, wish: Desired, record: Record) -> Result<(), CutOff> {
        let degraded =
            record.told.as_ref().filter(|t| t.version == wish.version && t.phase == Phase::Degraded);
        let (phase, message) = match (&wish.content, degraded) {
            (Content::Tombstone, _) => (Phase::Removed, String::new()),
            (Content::Present(_), Some(told)) => (Phase::Degraded, told.message.clone()),
            (Content::Present(_), None) => (Phase::Applied, String::new()),
        };
        let resources = self.resources(key, &wish).await?;
        self.say(key, Outcome { message, resources, ..Outcome::of(&wish, phase) }, |_| {}).await
    }

    async fn resources(&mut self, key: &ItemKey, wish: &Desired) -> Result<Vec<ResourceStatus>, CutOff> {
        let Content::Present(hash) = &wish.content else { return Ok(Vec::new()) };
        let bytes = self.content(key, wish, hash).await?.unwrap_or_default();
        let Some(Ok(item)) = self.item(key, wish, &bytes) else { return Ok(Vec::new()) };
        Ok(item.manifests.iter().map(|manifest| ResourceStatus::of(manifest, Phase::Applied)).collect())
    }

    async fn done(&mut self, key: &ItemKey, wish: Desired, outcome: Outcome) -> Result<(), CutOff> {
        tracing::info!(item = %key, generation = wish.version.generation, phase = ?outcome.phase, "done");
        self.say(key, outcome, move |record| {
            record.applied = Some(wish);
            record.refused = None;
        })
        .await
    }

    async fn failed(&mut self, key: &ItemKey, wish: Desired, failure: Failure) -> Result<(), CutOff> {
        let Failure { message, terminal, resources } = failure;
        if !terminal {
            self.failing.insert(key.clone());
        }
        let version = wish.version;
        let outcome = Outcome { message, terminal, resources, ..Outcome::of(&wish, Phase::Failed) };
        self.say(key, outcome, move |record| record.refused = terminal.then_some(version)).await
    }

    pub(super) async fn told(&self, key: &ItemKey) -> Result<Option<Told>, CutOff> {
        let key = key.clone();
        self.state.with(move |state| state.record(&key).and_then(|record| record.told.clone())).await
    }

    /// Keeps a report for the server, with a change of the record. What was said already is not said
    /// again, unless the server asked.
    pub(super) async fn say(
        &mut self,
        key: &ItemKey,
        outcome: Outcome,
        change: impl FnOnce(&mut Record) + Send + 'static,
    ) -> Result<(), CutOff> {
        let command =
            if self.to_fetch.contains(key) { None } else { self.asks.remove(key).map(|ask| ask.command) };
        let known = command.is_none()
            && outcome.phase != Phase::Applied
            && self.told(key).await? == Some(Told::from(&outcome));
        if outcome.phase == Phase::Failed && !known {
            tracing::error!(
                item = %key,
                generation = outcome.version.generation,
                terminal = outcome.terminal,
                reason = outcome.message,
                "failed"
            );
        }
        let item = key.clone();
        let stored = self
            .state
            .with(move |state| {
                if known { state.update(&item, change) } else { state.say(&item, command, outcome, change) }
            })
            .await?;
        if let Err(error) = stored {
            tracing::error!(item = %key, %error, "the state folder cannot be written");
            self.failing.insert(key.clone());
        }
        self.state.announce();
        Ok(())
    }
}
