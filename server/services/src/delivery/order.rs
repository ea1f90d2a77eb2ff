//! In which order items may be applied and removed. Pure; asked when a wake-up is sent and again when
//! the content is fetched, since the wish may have changed in between.

use std::collections::{HashMap, HashSet};

use domain::item::ItemKey;

use crate::desired::{DesiredItem, Seen};

/// What of a cluster's items is there and what is needed.
#[derive(Debug)]
pub(super) struct Order<'a> {
    there: HashSet<&'a ItemKey>,
    needed: HashSet<&'a ItemKey>,
}

impl<'a> Order<'a> {
    pub(super) fn new(items: &'a HashMap<ItemKey, DesiredItem>, seen: &HashMap<ItemKey, Seen>) -> Self {
        let settled = |item: &&DesiredItem| seen.get(&item.key).is_some_and(|seen| seen.settles(item));
        Self {
            there: items.values().filter(settled).map(|item| &item.key).collect(),
            needed: items.values().flat_map(|item| &item.needs).collect(),
        }
    }

    /// Whether nothing stands in the item's way: what it needs is there in its newest generation, or,
    /// when it goes, nothing that needs it is left. This keeps routes from opening before what guards
    /// them.
    pub(super) fn is_free(&self, item: &DesiredItem) -> bool {
        if item.hash.is_none() {
            return !self.needed.contains(&item.key);
        }
        item.needs.iter().all(|need| self.there.contains(need))
    }
}

/// Appearing goes from the outside in, disappearing from the inside out.
pub(super) fn rank(item: &DesiredItem) -> (i8, i64) {
    let depth = item.key.kind as i8;
    (if item.hash.is_some() { depth } else { 16 - depth }, item.generation)
}

#[cfg(test)]
mod tests {
    use domain::item::{ItemKind, Phase};

    use super::*;

    fn key(kind: ItemKind) -> ItemKey {
        ItemKey { kind, subject: "x".to_owned() }
    }

    fn item(kind: ItemKind, needs: &[ItemKind], present: bool) -> (ItemKey, DesiredItem) {
        let needs = needs.iter().map(|k| key(*k)).collect();
        let hash = present.then(|| "h".to_owned());
        (key(kind), DesiredItem { key: key(kind), needs, generation: 2, hash })
    }

    #[test]
    fn routes_wait_for_what_guards_them() {
        let items: HashMap<_, _> =
            [item(ItemKind::Access, &[], true), item(ItemKind::Deploy, &[ItemKind::Access], true)].into();
        let deploy = &items[&key(ItemKind::Deploy)];
        let is_free = |seen: Option<(i64, &str, Phase)>| {
            let seen = seen.map(|(generation, hash, phase)| {
                let seen = Seen { generation, hash: hash.to_owned(), phase, terminal: false };
                (key(ItemKind::Access), seen)
            });
            Order::new(&items, &seen.into_iter().collect()).is_free(deploy)
        };
        assert!(!is_free(None));
        assert!(!is_free(Some((1, "h", Phase::Applied))), "an older generation guards nothing");
        assert!(!is_free(Some((3, "other", Phase::Degraded))), "nor does one that nobody knows");
        assert!(!is_free(Some((2, "h", Phase::Failed))));
        assert!(is_free(Some((2, "h", Phase::Applied))));
    }

    #[test]
    fn guards_go_after_the_routes() {
        let mut items: HashMap<_, _> =
            [item(ItemKind::Access, &[], false), item(ItemKind::Deploy, &[ItemKind::Access], false)].into();
        let is_free = |items: &HashMap<ItemKey, DesiredItem>, kind| {
            Order::new(items, &HashMap::new()).is_free(&items[&key(kind)])
        };
        assert!(!is_free(&items, ItemKind::Access));
        assert!(is_free(&items, ItemKind::Deploy));
        items.remove(&key(ItemKind::Deploy));
        assert!(is_free(&items, ItemKind::Access));
    }
}
