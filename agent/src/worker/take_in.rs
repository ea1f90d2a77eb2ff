//! Fetches wishes and takes in those that are newer.

use std::collections::BTreeSet;

use futures::{StreamExt as _, stream};

use super::Worker;
use crate::{
    config::Secret,
    decide::{Verdict, judge},
    fetch::{FetchError, Fetched, fetch},
    hub::{Hub, describe, is_refusal},
    model::{Desired, ItemKey},
    report::{Outcome, Phase},
    state::CutOff,
    target::Target,
};

/// Fetches under way at a time.
const AT_A_TIME: usize = 8;

impl<T: Target> Worker<T> {
    pub(super) async fn fetch(&mut self, keys: &BTreeSet<ItemKey>) -> Result<(), CutOff> {
        if keys.is_empty() {
            return Ok(());
        }
        let jwt = match self.stop.run_until_cancelled(self.credentials.bearer()).await {
            None => return Ok(()),
            Some(Ok(jwt)) => jwt,
            Some(Err(status)) => {
                tracing::warn!(error = describe(&status), "nothing can be fetched: no access token");
                self.failing.extend(keys.iter().cloned());
                return Ok(());
            }
        };
        let (hub, bearer) = (self.hub.clone(), jwt.clone());
        let calls = stream::iter(keys.clone()).map(move |key| get(hub.clone(), bearer.clone(), key));
        let fetching = calls.buffer_unordered(AT_A_TIME).collect::<Vec<_>>();
        let Some(answers) = self.stop.run_until_cancelled(fetching).await else { return Ok(()) };
        let unauthenticated = |answer: &Result<Fetched, FetchError>| matches!(answer, Err(FetchError::Status(s)) if s.code() == tonic::Code::Unauthenticated);
        if answers.iter().any(|(_, answer)| unauthenticated(answer)) {
            self.credentials.reject(&jwt).await;
        }
        for (key, answer) in answers {
            match answer {
                Ok(fetched) => self.take_in(&key, fetched).await?,
                Err(error) => self.fetch_failed(&key, error).await?,
            }
        }
        Ok(())
    }

    async fn take_in(&mut self, key: &ItemKey, Fetched { wish, bytes }: Fetched) -> Result<(), CutOff> {
        self.to_fetch.remove(key);
        let item = key.clone();
        let held = self.state.with(move |state| state.record(&item).and_then(|r| r.desired.clone())).await?;
        match judge(held.as_ref(), &wish) {
            Verdict::Newer | Verdict::Same => self.store(key, wish, bytes).await,
            Verdict::Stale => {
                tracing::warn!(item = %key, generation = wish.version.generation, "the server offers an older wish: what is held stays");
                Ok(())
            }
            Verdict::Contradiction => {
                let message = format!(
                    "generation {} came with other content than before: what is held stays",
                    wish.version.generation
                );
                let failed = Outcome { message, terminal: true, ..Outcome::of(&wish, Phase::Failed) };
                // What is held is not what failed, so its own story is not changed by this.
                let told = self.told(key).await?;
                self.say(key, failed, move |record| record.told = told).await
            }
        }
    }

    /// The same wish again heals a broken content.
    async fn store(&mut self, key: &ItemKey, wish: Desired, bytes: Vec<u8>) -> Result<(), CutOff> {
        let (item, taken) = (key.clone(), wish.clone());
        let stored = self.state.with(move |state| state.take_in(&item, taken, Some(&bytes))).await?;
        if let Err(error) = stored {
            self.to_fetch.insert(key.clone());
            self.failing.insert(key.clone());
            let message = format!("the state folder cannot be written: {error}");
            return self.say(key, Outcome { message, ..Outcome::of(&wish, Phase::Failed) }, |_| {}).await;
        }
        Ok(())
    }

    async fn fetch_failed(&mut self, key: &ItemKey, error: FetchError) -> Result<(), CutOff> {
        self.to_fetch.insert(key.clone());
        match error {
            // There is nothing to get for this agent. What is held stays: silence is no authority to remove.
            FetchError::Status(status)
                if is_refusal(&status) && status.code() != tonic::Code::Unauthenticated =>
            {
                tracing::warn!(item = %key, error = describe(&status), "the server has no content for this item");
                self.to_fetch.remove(key);
                self.asks.remove(key);
                Ok(())
            }
            // Others come first. A command comes when it is this item's turn; trying again now and then
            // costs little, and finds a turn that nobody could tell of.
            FetchError::Status(status) if status.code() == tonic::Code::Aborted => {
                tracing::info!(item = %key, "waits: what it needs comes first");
                self.failing.insert(key.clone());
                Ok(())
            }
            FetchError::Status(status) => {
                tracing::warn!(item = %key, error = describe(&status), "fetching failed and is tried again");
                self.failing.insert(key.clone());
                Ok(())
            }
            FetchError::Broken { version, hash, reason } => {
                self.failing.insert(key.clone());
                let message = format!("what the server sent cannot be used: {reason}");
                let (terminal, resources) = (false, Vec::new());
                self.say(
                    key,
                    Outcome { version, hash, phase: Phase::Failed, message, terminal, resources },
                    |_| {},
                )
                .await
            }
        }
    }
}

async fn get(hub: Hub, jwt: Secret, key: ItemKey) -> (ItemKey, Result<Fetched, FetchError>) {
    let answer = fetch(&hub, &jwt, &key).await;
    (key, answer)
}
