//! What an agent holds beside what is wanted. Usually the agent is behind. When it is ahead, the
//! database was restored from a backup or has lost its last changes: then nothing is removed or rolled
//! back on the agent before somebody decides so, and what is decided from now on gets numbers above
//! the agent's. Pure.

use std::{cmp::Ordering, collections::HashMap};

use domain::{Code, Reason, item::ItemKey};

use super::{HeldItem, Hello};
use crate::desired::{ClusterDesired, DesiredItem};

/// Counters above this are a mistake, not an agent that is ahead; none comes near it by counting.
const MAX_COUNT: i64 = 1 << 52;

/// How an item that an agent holds compares with the wanted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Held as wanted.
    Held,
    /// Not held, or in an older generation.
    Behind,
    /// The wanted content under a later generation: it only needs a number that the agent takes in.
    Renumber,
    /// Other content under the same or a later generation: the agent does not let go of it.
    Ahead,
}

/// What connecting finds out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comparison<'a> {
    /// Of every wanted item, in a fixed order.
    pub(super) standings: Vec<(&'a DesiredItem, Standing)>,
    /// Epoch and generation from which counting has to go on, when the counter is too low for what
    /// is to reach the agent.
    pub(super) continue_at: Option<(i64, i64)>,
    /// What an operator should know.
    pub(super) notice: Option<Reason>,
}

pub(super) fn compare<'a>(
    counter: &ClusterDesired,
    hello: &Hello,
    items: &'a HashMap<ItemKey, DesiredItem>,
) -> Comparison<'a> {
    let sane = |held: &&HeldItem| held.hub_epoch < MAX_COUNT && held.generation < MAX_COUNT;
    let held: HashMap<_, _> = hello.items.iter().filter(sane).map(|held| (&held.key, held)).collect();
    let known = (counter.hub_epoch, counter.generation);
    let told = Some((hello.hub_epoch, hello.generation)).filter(|(e, g)| *e < MAX_COUNT && *g < MAX_COUNT);
    let holds = held.values().map(|held| (held.hub_epoch, held.generation));
    let newest = holds.chain(told).max().unwrap_or_default().max(known);
    let epoch = newest.0;

    let mut standings: Vec<_> = items
        .values()
        .map(|item| (item, standing((epoch, item.generation), item, held.get(&item.key).copied())))
        .collect();
    standings.sort_by(|(a, _), (b, _)| a.key.cmp(&b.key));
    let count = |wanted| standings.iter().filter(|(_, standing)| *standing == wanted).count();
    let ahead = count(Standing::Ahead);
    let unknown = held.keys().filter(|key| !items.contains_key(**key)).count();

    let behind_agent = newest > known;
    let continue_at = (behind_agent || count(Standing::Renumber) > 0)
        .then(|| (epoch, newest.1.max(counter.generation) + 1));
    let notice = if behind_agent || ahead > 0 {
        let reason = Reason::new(Code::AgentAhead).with("agent", newest.1).with("server", counter.generation);
        Some(reason.with("items", ahead + unknown))
    } else if unknown > 0 {
        Some(Reason::new(Code::AgentHoldsUnknown).with("items", unknown))
    } else {
        None
    };
    Comparison { standings, continue_at, notice }
}

fn standing(wanted: (i64, i64), item: &DesiredItem, held: Option<&HeldItem>) -> Standing {
    let Some(held) = held else { return Standing::Behind };
    let same = item.hash.as_ref() == Some(&held.hash);
    match ((held.hub_epoch, held.generation).cmp(&wanted), same) {
        (Ordering::Less, _) => Standing::Behind,
        (Ordering::Equal, true) => Standing::Held,
        (Ordering::Greater, true) => Standing::Renumber,
        (Ordering::Equal | Ordering::Greater, false) => Standing::Ahead,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        cluster::FoundCapabilities,
        id::{ClusterId, TypedId as _},
        item::ItemKind,
    };

    use super::*;

    fn key(subject: &str) -> ItemKey {
        ItemKey { kind: ItemKind::Deploy, subject: subject.to_owned() }
    }

    /// An agent of this epoch and generation that holds these.
    fn hello(hub_epoch: i64, generation: i64, held: &[(&str, i64, &str)]) -> Hello {
        let item = |(subject, generation, hash): &(&str, i64, &str)| HeldItem {
            key: key(subject),
            hub_epoch,
            generation: *generation,
            hash: (*hash).to_owned(),
        };
        let items = held.iter().map(item).collect();
        Hello {
            instance: String::new(),
            replica: String::new(),
            protocol_min: 1,
            protocol_max: 1,
            agent_version: String::new(),
            found: FoundCapabilities::default(),
            hub_epoch,
            generation,
            items,
        }
    }

    /// Epoch 1, generation 9, with `a` of generation 5 and a tombstone `gone` of generation 9.
    fn compared(hello: &Hello) -> (Vec<Standing>, Option<(i64, i64)>, Option<Code>) {
        let cluster_id = ClusterId::from_uuid(uuid::Uuid::nil());
        let counter = ClusterDesired { cluster_id, hub_epoch: 1, generation: 9, set_hash: String::new() };
        let item = |subject: &str, generation, hash: Option<&str>| DesiredItem {
            key: key(subject),
            needs: vec![],
            generation,
            hash: hash.map(str::to_owned),
        };
        let items = [item("a", 5, Some("h")), item("gone", 9, None)];
        let items: HashMap<_, _> = items.into_iter().map(|item| (item.key.clone(), item)).collect();
        let found = compare(&counter, hello, &items);
        let standings = found.standings.into_iter().map(|(_, standing)| standing).collect();
        (standings, found.continue_at, found.notice.map(|notice| notice.code))
    }

    #[test]
    fn an_agent_is_behind_or_ahead() {
        use Standing::{Ahead, Behind, Held, Renumber};
        let table = [
            (hello(0, 0, &[]), [Behind, Behind], None, None),
            (hello(1, 9, &[("a", 5, "h")]), [Held, Behind], None, None),
            (hello(1, 4, &[("a", 4, "old"), ("gone", 4, "h")]), [Behind, Behind], None, None),
            (hello(1, 12, &[("a", 5, "h")]), [Held, Behind], Some((1, 13)), Some(Code::AgentAhead)),
            (hello(1, 12, &[("a", 12, "h")]), [Renumber, Behind], Some((1, 13)), Some(Code::AgentAhead)),
            (hello(1, 12, &[("a", 12, "new")]), [Ahead, Behind], Some((1, 13)), Some(Code::AgentAhead)),
            // The counter has moved on since.
            (hello(1, 9, &[("a", 8, "h")]), [Renumber, Behind], Some((1, 10)), None),
            (hello(1, 9, &[("a", 8, "new")]), [Ahead, Behind], None, Some(Code::AgentAhead)),
            (hello(1, 9, &[("a", 5, "other")]), [Ahead, Behind], None, Some(Code::AgentAhead)),
            // It was published again after the backup: the tombstone is no authority to remove that.
            (hello(1, 12, &[("gone", 12, "h")]), [Behind, Ahead], Some((1, 13)), Some(Code::AgentAhead)),
            (hello(1, 9, &[("x", 3, "h")]), [Behind, Behind], None, Some(Code::AgentHoldsUnknown)),
            (hello(2, 3, &[("a", 3, "new")]), [Behind, Behind], Some((2, 10)), Some(Code::AgentAhead)),
            (hello(1, i64::MAX, &[("a", i64::MAX, "h")]), [Behind, Behind], None, None),
        ];
        for (hello, standings, continue_at, notice) in table {
            assert_eq!(compared(&hello), (standings.to_vec(), continue_at, notice), "{hello:?}");
        }
    }
}
