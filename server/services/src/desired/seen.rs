//! What is known of an item's state on its cluster, beside what is wanted of it. Pure.

use domain::item::Phase;

use super::DesiredItem;

/// The gist of the newest report about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) generation: i64,
    /// Empty for a tombstone.
    pub(crate) hash: String,
    pub(crate) phase: Phase,
    /// Trying again cannot help.
    pub(crate) terminal: bool,
}

impl Seen {
    /// The item is there as it is wanted now.
    pub(crate) fn settles(&self, item: &DesiredItem) -> bool {
        self.is_about(item) && self.phase != Phase::Failed
    }

    /// What is wanted now could not be carried out.
    pub(crate) fn fails(&self, item: &DesiredItem) -> bool {
        self.is_about(item) && self.phase == Phase::Failed
    }

    /// What is wanted now cannot be carried out: asking again cannot help.
    pub(crate) fn refuses(&self, item: &DesiredItem) -> bool {
        self.fails(item) && self.terminal
    }

    /// The cluster holds something that this database does not know: it was restored or shortened.
    /// Only a later generation reaches the cluster.
    pub(crate) fn is_ahead_of(&self, item: &DesiredItem) -> bool {
        self.generation > item.generation || (self.generation == item.generation && !self.is_about(item))
    }

    fn is_about(&self, item: &DesiredItem) -> bool {
        let content = match &item.hash {
            Some(hash) => *hash == self.hash,
            // A tombstone that was carried out is forgotten, so nothing else is left to be seen of it.
            None => self.phase == Phase::Failed,
        };
        content && self.generation == item.generation
    }
}

#[cfg(test)]
mod tests {
    use domain::item::{ItemKey, ItemKind};

    use super::*;

    #[test]
    fn a_report_counts_for_its_generation_and_content() {
        let item = |hash: Option<&str>| DesiredItem {
            key: ItemKey { kind: ItemKind::Deploy, subject: "pub_1".to_owned() },
            needs: vec![],
            generation: 5,
            hash: hash.map(str::to_owned),
        };
        let (present, gone) = (item(Some("a")), item(None));
        // Generation, hash, phase; settles, fails, is ahead.
        let table = [
            (&present, 5, "a", Phase::Applied, (true, false, false)),
            (&present, 5, "a", Phase::Degraded, (true, false, false)),
            (&present, 5, "a", Phase::Failed, (false, true, false)),
            (&present, 4, "a", Phase::Applied, (false, false, false)),
            (&present, 4, "b", Phase::Failed, (false, false, false)),
            (&present, 5, "b", Phase::Applied, (false, false, true)),
            (&present, 6, "a", Phase::Applied, (false, false, true)),
            (&gone, 5, "", Phase::Failed, (false, true, false)),
            (&gone, 4, "a", Phase::Applied, (false, false, false)),
            (&gone, 5, "a", Phase::Degraded, (false, false, true)),
        ];
        for (item, generation, hash, phase, expected) in table {
            let seen = Seen { generation, hash: hash.to_owned(), phase, terminal: false };
            let found = (seen.settles(item), seen.fails(item), seen.is_ahead_of(item));
            assert_eq!(found, expected, "{seen:?} {item:?}");
            let terminal = Seen { terminal: true, ..seen };
            assert_eq!(terminal.refuses(item), expected.1, "{terminal:?} {item:?}");
        }
    }
}
