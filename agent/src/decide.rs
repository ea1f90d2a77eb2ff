//! The pure heart of the agent: what is wished, what is held and what is seen give what to do.
//! No clock, no disk, no network, so every case can be tried.

use std::collections::BTreeMap;

use crate::{
    model::{Content, Desired, ItemKey, Version},
    report::{Phase, Told},
};

/// What the agent knows about an item besides the wish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// The wish that was last carried out and verified.
    pub applied: Option<Desired>,
    /// The wished content lies in the cache, whole.
    pub content_ready: bool,
    /// A wish whose content cannot be carried out, whatever is tried.
    pub refused: Option<Version>,
    /// The last thing said to the server about it.
    pub told: Option<Told>,
    /// Something said has not been stored by the server yet.
    pub unsent: bool,
    /// The server asks: it gets an answer even when there is no news, and a refused wish gets another try.
    pub asked: bool,
}

/// What a look at the target showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Observed {
    /// Nobody looked.
    #[default]
    Unknown,
    /// As wished.
    InSync,
    /// Not as wished any more: what differs, in words.
    Drifted(String),
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Get the content from the server: it is not at hand.
    Fetch(ItemKey),
    /// Make the target as wished.
    Apply {
        /// Which item.
        key: ItemKey,
        /// What somebody else changed; `None` for a new wish.
        drift: Option<String>,
    },
    /// Carry out a tombstone.
    Remove(ItemKey),
    /// Nothing to do but to say so.
    Report(ItemKey),
    /// A tombstone that is carried out, said and stored: drop the item from the cache.
    Forget(ItemKey),
}

impl Action {
    /// The item it is about.
    pub fn key(&self) -> &ItemKey {
        match self {
            Self::Fetch(key)
            | Self::Apply { key, .. }
            | Self::Remove(key)
            | Self::Report(key)
            | Self::Forget(key) => key,
        }
    }
}

/// What to do, in order: content applied from tenants to routes, then removals from routes to tenants.
///
/// Only a tombstone leads to [`Action::Remove`]: an item that is held but not wished gets no action at all.
pub fn decide(
    desired: &BTreeMap<ItemKey, Desired>,
    held: &BTreeMap<ItemKey, Held>,
    observed: &BTreeMap<ItemKey, Observed>,
) -> Vec<Action> {
    let (nothing, unseen) = (Held::default(), Observed::Unknown);
    let act = |(key, wish): (&ItemKey, &Desired)| {
        let held = held.get(key).unwrap_or(&nothing);
        let observed = observed.get(key).unwrap_or(&unseen);
        match wish.content {
            Content::Present(_) => present(key, wish, held, observed),
            Content::Tombstone => tombstone(key, wish, held),
        }
    };
    let gone = |(_, wish): &(&ItemKey, &Desired)| wish.content == Content::Tombstone;
    let applying = desired.iter().filter(|entry| !gone(entry)).filter_map(act);
    let removing = desired.iter().rev().filter(gone).filter_map(act);
    applying.chain(removing).collect()
}

fn present(key: &ItemKey, wish: &Desired, held: &Held, observed: &Observed) -> Option<Action> {
    if held.refused == Some(wish.version) && !held.asked {
        return None;
    }
    if !held.content_ready {
        // A server that offers only older wishes still gets its answer.
        let answer = held.asked && held.applied.as_ref() == Some(wish);
        return Some(if answer { Action::Report(key.clone()) } else { Action::Fetch(key.clone()) });
    }
    if held.applied.as_ref() != Some(wish) {
        return Some(Action::Apply { key: key.clone(), drift: None });
    }
    match observed {
        Observed::Drifted(what) => Some(Action::Apply { key: key.clone(), drift: Some(what.clone()) }),
        Observed::InSync => {
            let known = told(held, wish, |phase| phase != Phase::Failed && phase != Phase::Removed);
            (held.asked || !known).then(|| Action::Report(key.clone()))
        }
        Observed::Unknown => held.asked.then(|| Action::Report(key.clone())),
    }
}

fn tombstone(key: &ItemKey, wish: &Desired, held: &Held) -> Option<Action> {
    if held.applied.as_ref() == Some(wish) {
        if held.asked || !told(held, wish, |phase| phase == Phase::Removed) {
            return Some(Action::Report(key.clone()));
        }
        return (!held.unsent).then(|| Action::Forget(key.clone()));
    }
    (held.refused != Some(wish.version) || held.asked).then(|| Action::Remove(key.clone()))
}

fn told(held: &Held, wish: &Desired, well: impl Fn(Phase) -> bool) -> bool {
    held.told.as_ref().is_some_and(|told| told.version == wish.version && well(told.phase))
}

/// What an offered wish is, beside the one that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Larger: it replaces what is held.
    Newer,
    /// The same wish again.
    Same,
    /// Smaller: an answer that was late, or a server restored from a backup. Nothing changes.
    Stale,
    /// The same version with other content: one of both is wrong. Nothing changes.
    Contradiction,
}

/// Compares an offered wish with the held one: only a larger version is taken in.
pub fn judge(held: Option<&Desired>, offered: &Desired) -> Verdict {
    match held {
        None => Verdict::Newer,
        Some(held) if offered.version > held.version => Verdict::Newer,
        Some(held) if offered.version < held.version => Verdict::Stale,
        Some(held) if offered.content == held.content => Verdict::Same,
        Some(_) => Verdict::Contradiction,
    }
}

#[cfg(test)]
mod tests;
