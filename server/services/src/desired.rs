//! Desired state of a cluster: what its agent shall make true. Every change runs under the lock of
//! the cluster's counter, so that two of them never decide from the same state.

mod seen;
mod unneeded;

use std::collections::{BTreeMap, HashMap};

use domain::{Result, Timestamp, id::ClusterId, item::ItemKey};
use sha2::{Digest as _, Sha256};

pub(crate) use seen::Seen;
pub(crate) use unneeded::unneeded;

use crate::{Ctx, Tx, store};

/// What an item should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// These objects, as canonical JSON, and their SHA-256.
    Present { hash: String, bytes: Vec<u8> },
    /// Nothing any more.
    Tombstone,
}

/// An item that should change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) key: ItemKey,
    /// Items that must be settled before it is applied, and that outlive it when it goes.
    pub(crate) needs: Vec<ItemKey>,
    pub(crate) content: Content,
}

/// An item as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DesiredItem {
    pub(crate) key: ItemKey,
    pub(crate) needs: Vec<ItemKey>,
    pub(crate) generation: i64,
    /// `None` for a tombstone.
    pub(crate) hash: Option<String>,
}

/// A cluster's counter as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClusterDesired {
    pub(crate) cluster_id: ClusterId,
    pub(crate) hub_epoch: i64,
    pub(crate) generation: i64,
    pub(crate) set_hash: String,
}

/// Makes items wanted or gone, raising the counter by one when anything differs; wakes the agent by
/// commands in the same transaction. What is wanted as it is but has failed is tried again: nothing
/// else would ever ask for it. The caller holds the lock that `locked` stands for.
///
/// # Errors
/// What the database says.
pub(crate) async fn change(ctx: &Ctx, tx: &Tx, locked: &ClusterDesired, wanted: Vec<Wanted>) -> Result<()> {
    let cluster = locked.cluster_id;
    let mut items = store::desired::items(tx, cluster).await?;
    let now = ctx.clock.now();
    let seen = store::observation::seen(tx, cluster).await?;
    let (changes, same) = differing(&items, &seen, wanted);
    for item in same.iter().filter_map(|key| items.get(key)) {
        if seen.get(&item.key).is_some_and(|seen| seen.fails(item)) {
            wake(ctx, tx, cluster, item, now).await?;
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let generation = locked.generation + 1;
    for change in changes {
        let hash = match change.content {
            Content::Present { hash, bytes } => {
                store::desired::put_manifests(tx, &hash, bytes, now).await?;
                Some(hash)
            }
            Content::Tombstone => None,
        };
        let item = DesiredItem { key: change.key, needs: change.needs, generation, hash };
        store::desired::put_item(tx, cluster, &item, now).await?;
        wake(ctx, tx, cluster, &item, now).await?;
        items.insert(item.key.clone(), item);
    }
    let set_hash = set_hash(items.values());
    store::desired::raise(tx, cluster, locked.hub_epoch, generation, &set_hash, now).await
}

/// Goes on counting at this epoch and generation, which a cluster's agent takes for new, and gives
/// that generation to items whose content stays. The caller holds the lock that `locked` stands for.
///
/// # Errors
/// What the database says.
pub(crate) async fn renumber(
    ctx: &Ctx,
    tx: &Tx,
    locked: &ClusterDesired,
    (hub_epoch, generation): (i64, i64),
    renumbered: &[&DesiredItem],
) -> Result<()> {
    let cluster = locked.cluster_id;
    let now = ctx.clock.now();
    let mut items = store::desired::items(tx, cluster).await?;
    for item in renumbered {
        let item = DesiredItem { generation, ..(*item).clone() };
        store::desired::put_item(tx, cluster, &item, now).await?;
        wake(ctx, tx, cluster, &item, now).await?;
        items.insert(item.key.clone(), item);
    }
    let set_hash = set_hash(items.values());
    store::desired::raise(tx, cluster, hub_epoch, generation, &set_hash, now).await
}

/// Makes sure that a command tells the agent of the item's newest generation, from `not_before` on.
///
/// # Errors
/// What the database says.
pub(crate) async fn wake(
    ctx: &Ctx,
    tx: &Tx,
    cluster: ClusterId,
    item: &DesiredItem,
    not_before: Timestamp,
) -> Result<()> {
    let (id, now) = (ctx.clock.id(), ctx.clock.now());
    store::command::put_live(tx, id, cluster, (&item.key, item.generation), not_before, now).await
}

/// What is wanted and differs from what is stored, and the keys of what does not, in a fixed order so
/// that rows are always locked in it. A tombstone for what was never there is nothing. What the
/// cluster holds in a version that this database does not know differs in any case: only a later
/// generation reaches it.
fn differing(
    stored: &HashMap<ItemKey, DesiredItem>,
    seen: &HashMap<ItemKey, Seen>,
    mut wanted: Vec<Wanted>,
) -> (Vec<Wanted>, Vec<ItemKey>) {
    wanted.sort_by(|a, b| a.key.cmp(&b.key));
    let is_ahead = |item: &DesiredItem| seen.get(&item.key).is_some_and(|seen| seen.is_ahead_of(item));
    let differs = |w: &Wanted| match (&w.content, stored.get(&w.key)) {
        (Content::Tombstone, stored) => stored.is_some_and(|s| s.hash.is_some() || is_ahead(s)),
        (Content::Present { .. }, None) => true,
        (Content::Present { hash, .. }, Some(s)) => {
            s.hash.as_ref() != Some(hash) || s.needs != w.needs || is_ahead(s)
        }
    };
    let (changes, same): (Vec<_>, Vec<_>) = wanted.into_iter().partition(differs);
    (changes, same.into_iter().map(|w| w.key).collect())
}

/// SHA-256 over `kind subject generation hash` lines of the present items, sorted; what the agent
/// computes from what it holds.
pub(crate) fn set_hash<'a>(items: impl Iterator<Item = &'a DesiredItem>) -> String {
    let present: BTreeMap<_, _> =
        items.filter_map(|i| Some((&i.key, (i.generation, i.hash.as_ref()?)))).collect();
    let mut digest = Sha256::new();
    for (key, (generation, hash)) in present {
        digest.update(format!("{} {} {generation} {hash}\n", key.kind, key.subject));
    }
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use domain::item::{ItemKind, Phase};

    use super::*;

    fn key(subject: &str) -> ItemKey {
        ItemKey { kind: ItemKind::Deploy, subject: subject.to_owned() }
    }

    fn stored(subject: &str, hash: Option<&str>) -> (ItemKey, DesiredItem) {
        let item =
            DesiredItem { key: key(subject), needs: vec![], generation: 3, hash: hash.map(str::to_owned) };
        (key(subject), item)
    }

    fn wanted(subject: &str, hash: Option<&str>) -> Wanted {
        let content = match hash {
            Some(hash) => Content::Present { hash: hash.to_owned(), bytes: vec![] },
            None => Content::Tombstone,
        };
        Wanted { key: key(subject), needs: vec![], content }
    }

    #[test]
    fn only_what_differs_changes() {
        let table = [
            (None, None, false),
            (None, Some("a"), true),
            (Some(Some("a")), Some("a"), false),
            (Some(Some("a")), Some("b"), true),
            (Some(Some("a")), None, true),
            (Some(None), None, false),
            (Some(None), Some("a"), true),
        ];
        for (have, want, expected) in table {
            let have: HashMap<_, _> = have.map(|hash| stored("pub_1", hash)).into_iter().collect();
            let (changes, same) = differing(&have, &HashMap::new(), vec![wanted("pub_1", want)]);
            assert_eq!(
                (changes.len(), same.len()),
                if expected { (1, 0) } else { (0, 1) },
                "{have:?} {want:?}"
            );
        }
    }

    #[test]
    fn what_the_cluster_holds_without_our_knowledge_is_wished_anew() {
        let wish = |have: Option<&str>, want: Option<&str>, held: i64| {
            let seen = Seen { generation: held, hash: "z".into(), phase: Phase::Degraded, terminal: false };
            let (stored, seen) = ([stored("pub_1", have)].into(), [(key("pub_1"), seen)].into());
            differing(&stored, &seen, vec![wanted("pub_1", want)]).0.len()
        };
        assert_eq!((wish(Some("a"), Some("a"), 9), wish(None, None, 9)), (1, 1));
        assert_eq!((wish(Some("a"), Some("a"), 2), wish(None, None, 2)), (0, 0));
    }

    #[test]
    fn the_set_hash_ignores_order_and_tombstones() {
        let a = stored("pub_1", Some("a")).1;
        let b = stored("pub_2", Some("b")).1;
        let gone = stored("pub_3", None).1;
        let hash = set_hash([&a, &b].into_iter());
        assert_eq!(hash, set_hash([&b, &gone, &a].into_iter()));
        assert_ne!(hash, set_hash([&a].into_iter()));
    }
}
