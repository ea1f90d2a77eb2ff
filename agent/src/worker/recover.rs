//! What the cache lost, the target's inventory knows: which items there are, and how new they are.
//! Nothing is ever removed because a cache is broken.

use std::collections::BTreeMap;

use super::Worker;
use crate::{
    model::{Content, Desired, ItemKey, Version},
    report::{Outcome, Phase},
    state::{CutOff, State},
    target::{Recorded, Target},
};

impl<T: Target> Worker<T> {
    /// Heals the cache at the start.
    pub(super) async fn recover(&mut self) -> Result<(), CutOff> {
        let cluster = self.credentials.registered().cluster_id.clone();
        let recorded = self.target.inventory(&cluster).await;
        let recorded: BTreeMap<_, _> = recorded.into_iter().map(|item| (item.key.clone(), item)).collect();
        let fetch = self.state.with(move |state| heal(state, recorded)).await?;
        self.to_fetch.extend(fetch);
        self.state.announce();
        Ok(())
    }
}

/// Answers with the items whose wish has to be fetched.
fn heal(state: &mut State, recorded: BTreeMap<ItemKey, Recorded>) -> Vec<ItemKey> {
    let broken = state.take_broken();
    let mut fetch: Vec<_> = broken.iter().map(|(key, _)| key.clone()).collect();
    for (key, item) in &recorded {
        let lost = match state.record(key).and_then(|record| record.desired.as_ref()) {
            None => true,
            // A cache restored from a copy: older than what it once did.
            Some(wish) => wish.version < item.version,
        };
        if !lost {
            continue;
        }
        tracing::warn!(item = %key, generation = item.version.generation, "the cache lost an item that the target holds");
        let wish = Desired { version: item.version, content: item.content.clone() };
        let applied = item.complete.then(|| wish.clone());
        let healed = state.update(key, |record| {
            record.desired = Some(wish);
            record.applied = applied;
        });
        if let Err(error) = healed {
            tracing::error!(item = %key, %error, "the cache cannot be healed yet");
        }
        fetch.push(key.clone());
    }
    for (key, reason) in broken {
        tracing::error!(item = %key, reason, "a cache file is broken: its item is fetched again");
        let held = recorded.get(&key).map(|i| Desired { version: i.version, content: i.content.clone() });
        let unknown = Desired { version: Version::default(), content: Content::Tombstone };
        let outcome = Outcome {
            message: format!("the agent's cache of this item is broken and is fetched again: {reason}"),
            ..Outcome::of(&held.unwrap_or(unknown), Phase::Failed)
        };
        if let Err(error) = state.say(&key, None, outcome, |_| {}) {
            tracing::error!(item = %key, %error, "the cache cannot be healed yet");
        }
    }
    fetch
}
