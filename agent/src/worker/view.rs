//! Gathers what `decide` needs: wishes and what is held from the state, a look at the target.

use std::collections::{BTreeMap, BTreeSet};

use super::Worker;
use crate::{
    decide::{Action, Held, Observed, decide},
    manifest,
    model::{Content, Desired, Hash, ItemKey},
    report::{Outcome, Phase},
    state::{CutOff, Spec},
    target::{Item, Target},
};

/// What is to be done about some items.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) actions: Vec<Action>,
}

impl Plan {
    /// Items that cannot be worked on without their content.
    pub(super) fn missing(&self) -> BTreeSet<ItemKey> {
        let fetch = |action: &Action| match action {
            Action::Fetch(key) => Some(key.clone()),
            _ => None,
        };
        self.actions.iter().filter_map(fetch).collect()
    }
}

impl<T: Target> Worker<T> {
    pub(super) async fn plan(&mut self, scope: &BTreeSet<ItemKey>) -> Result<Plan, CutOff> {
        let (mut desired, mut held, mut observed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for key in scope {
            let item = key.clone();
            let Some(record) = self.state.with(move |state| state.record(&item).cloned()).await? else {
                continue;
            };
            let Some(wish) = record.desired else { continue };
            let content = match &wish.content {
                Content::Present(hash) => self.content(key, &wish, hash).await?,
                Content::Tombstone => None,
            };
            if record.applied.as_ref() == Some(&wish)
                && let Some(bytes) = &content
            {
                observed.insert(key.clone(), self.observe(key, &wish, bytes).await);
            }
            held.insert(
                key.clone(),
                Held {
                    applied: record.applied,
                    content_ready: content.is_some(),
                    refused: record.refused,
                    told: record.told,
                    unsent: !record.reports.is_empty(),
                    asked: self.asks.contains_key(key) && !self.to_fetch.contains(key),
                },
            );
            desired.insert(key.clone(), wish);
        }
        Ok(Plan { actions: decide(&desired, &held, &observed) })
    }

    /// The content of a wish, if the cache has it whole. A broken one is reported and fetched again.
    pub(super) async fn content(
        &mut self,
        key: &ItemKey,
        wish: &Desired,
        hash: &Hash,
    ) -> Result<Option<Vec<u8>>, CutOff> {
        let wanted = hash.clone();
        match self.state.with(move |state| state.spec(&wanted)).await? {
            Spec::Whole(bytes) => Ok(Some(bytes)),
            Spec::Missing => Ok(None),
            Spec::Broken(reason) => {
                let message =
                    format!("the agent's cache of this item is broken and is fetched again: {reason}");
                self.say(key, Outcome { message, ..Outcome::of(wish, Phase::Failed) }, |_| {}).await?;
                Ok(None)
            }
        }
    }

    async fn observe(&self, key: &ItemKey, wish: &Desired, bytes: &[u8]) -> Observed {
        match self.item(key, wish, bytes) {
            Some(Ok(item)) => self.target.observe(item).await,
            _ => Observed::Unknown,
        }
    }

    /// The item as the target wants it; `None` for a tombstone.
    pub(super) fn item(
        &self,
        key: &ItemKey,
        wish: &Desired,
        bytes: &[u8],
    ) -> Option<Result<Item, manifest::InvalidContent>> {
        let Content::Present(hash) = &wish.content else { return None };
        Some(manifest::parse(bytes).map(|manifests| Item {
            cluster: self.credentials.registered().cluster_id.clone(),
            key: key.clone(),
            version: wish.version,
            hash: hash.clone(),
            manifests,
        }))
    }
}
