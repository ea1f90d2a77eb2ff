//! What the reports about a publish's items add up to. Pure.

use domain::{
    item::Phase,
    product_publish::{ItemStatus, PublishEvent},
};

/// What the reports add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Something has not been reported yet.
    Waiting,
    /// Everything is as wanted.
    Applied,
    /// It serves, but not as wanted; why.
    Degraded(String),
    /// Something could not be applied or removed; why.
    Failed(String),
    /// Nothing is left.
    Removed,
}

impl Outcome {
    /// What it means to the publish, with the message to show beside its status.
    pub(crate) fn event(&self, older_serves: bool) -> Option<(PublishEvent, String)> {
        match self {
            Self::Waiting => None,
            Self::Applied => Some((PublishEvent::Applied, String::new())),
            Self::Degraded(why) => Some((PublishEvent::Degraded, why.clone())),
            Self::Failed(why) => Some((PublishEvent::Failed { older_serves }, why.clone())),
            Self::Removed => Some((PublishEvent::Removed, String::new())),
        }
    }
}

/// Adds up the items of one publish: its own, and those they need. No item at all means that all of
/// them were removed.
pub(crate) fn outcome(items: &[ItemStatus]) -> Outcome {
    if items.is_empty() {
        return Outcome::Removed;
    }
    let current = |item: &&ItemStatus| item.up_to_date;
    let message = |phase: Phase| {
        let with_phase = |item: &&ItemStatus| item.observed.as_ref().is_some_and(|o| o.phase == phase);
        items
            .iter()
            .filter(current)
            .find(with_phase)
            .and_then(|i| i.observed.as_ref())
            .map(|o| o.message.clone())
    };
    if let Some(why) = message(Phase::Failed) {
        return Outcome::Failed(why);
    }
    if !items.iter().all(|item| item.up_to_date && item.hash.is_some()) {
        return Outcome::Waiting;
    }
    match message(Phase::Degraded) {
        Some(why) => Outcome::Degraded(why),
        None => Outcome::Applied,
    }
}

#[cfg(test)]
mod tests {
    use domain::item::{ItemKey, ItemKind, Observation};

    use super::*;

    fn item(phase: Option<Phase>, up_to_date: bool, present: bool) -> ItemStatus {
        let key = ItemKey { kind: ItemKind::Deploy, subject: "pub_1".to_owned() };
        let observed = phase.map(|phase| Observation {
            key: key.clone(),
            generation: 1,
            hash: String::new(),
            phase,
            message: phase.to_string(),
            resources: vec![],
            reported_at: chrono::DateTime::UNIX_EPOCH,
        });
        let hash = present.then(String::new);
        ItemStatus { generation: 1, hash, observed, attempt: 0, up_to_date, key }
    }

    #[test]
    fn reports_add_up() {
        let applied = || item(Some(Phase::Applied), true, true);
        let stale_failure = item(Some(Phase::Failed), false, true);
        let table = [
            (vec![], Outcome::Removed),
            (vec![applied(), applied()], Outcome::Applied),
            (vec![applied(), item(None, false, true)], Outcome::Waiting),
            (vec![applied(), stale_failure], Outcome::Waiting),
            (vec![applied(), item(Some(Phase::Degraded), true, true)], Outcome::Degraded("degraded".into())),
            (
                vec![item(None, false, true), item(Some(Phase::Failed), true, true)],
                Outcome::Failed("failed".into()),
            ),
            (vec![item(None, false, false)], Outcome::Waiting),
            (vec![item(Some(Phase::Failed), true, false)], Outcome::Failed("failed".into())),
        ];
        for (items, expected) in table {
            assert_eq!(outcome(&items), expected, "{items:?}");
        }
    }
}
