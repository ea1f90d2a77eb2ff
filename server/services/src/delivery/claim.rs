//! A stream takes the wake-ups that are due.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use domain::{
    Result, Timestamp,
    id::CommandId,
    item::{ItemKey, Phase},
};

use super::{Delivery, Session};
use crate::{Caller, desired::DesiredItem, store};

/// Longest wait before a command is tried again.
const MAX_BACKOFF: TimeDelta = TimeDelta::minutes(2);
/// Wait after the first try, doubled with each further one.
const FIRST_BACKOFF: TimeDelta = TimeDelta::seconds(1);
/// Time an acknowledged command may take before it is taken to be lost.
const WORK_LEASE: TimeDelta = TimeDelta::minutes(2);
/// Most wake-ups of one claim.
const BATCH: usize = 64;

/// A command to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WakeUp {
    /// Which command.
    pub command: CommandId,
    /// Which try of it, from 1.
    pub attempt: i32,
    /// Which item to look at.
    pub key: ItemKey,
    /// Generation that made it necessary; FetchSpec may answer with a newer one.
    pub target_generation: i64,
}

/// What became due and when to look again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claimed {
    /// To send now, in this order.
    pub wake_ups: Vec<WakeUp>,
    /// When something becomes due without anything else happening.
    pub look_again_at: Option<Timestamp>,
}

impl Delivery {
    /// Takes the commands that are due, in the order of applying. Each is leased until its Ack.
    ///
    /// # Errors
    /// [`domain::Error::Conflict`] when the stream is superseded.
    pub async fn claim(&self, caller: &Caller, session: Session) -> Result<Claimed> {
        let tx = self.begin(caller, session).await?;
        let now = self.ctx.clock.now();
        for lost in store::command::expired(&tx, session.cluster, now).await? {
            let not_before = now + self.backoff(lost.attempt);
            store::command::retry(&tx, lost.id, not_before).await?;
        }
        let pending = store::command::pending(&tx, session.cluster).await?;
        if pending.is_empty() {
            let look_again_at = store::command::next_lease_end(&tx, session.cluster).await?;
            return Ok(Claimed { wake_ups: vec![], look_again_at });
        }
        let items = store::desired::items(&tx, session.cluster).await?;
        let observed = store::observation::settled(&tx, session.cluster).await?;
        let mut ready: Vec<_> = pending
            .iter()
            .filter(|c| c.not_before <= now)
            .filter(|c| items.get(&c.key).is_some_and(|item| is_free(item, &items, &observed)))
            .collect();
        ready.sort_by_key(|c| order(&items[&c.key]));
        ready.truncate(BATCH);
        let mut wake_ups = Vec::with_capacity(ready.len());
        for command in ready {
            let attempt = command.attempt + 1;
            let lease_until = now + self.ctx.settings.ack_timeout;
            store::command::send(&tx, command.id, session.epoch, attempt, lease_until).await?;
            wake_ups.push(WakeUp {
                command: command.id,
                attempt,
                key: command.key.clone(),
                target_generation: command.target_generation,
            });
        }
        let later = pending.iter().map(|c| c.not_before).filter(|at| *at > now).min();
        let lease_end = store::command::next_lease_end(&tx, session.cluster).await?;
        tx.commit().await.map_err(store::error)?;
        Ok(Claimed { wake_ups, look_again_at: later.into_iter().chain(lease_end).min() })
    }

    /// The agent has got a command and works on it.
    ///
    /// # Errors
    /// [`domain::Error::Conflict`] when the stream is superseded.
    pub async fn ack(
        &self,
        caller: &Caller,
        session: Session,
        command: CommandId,
        attempt: i32,
    ) -> Result<()> {
        let tx = self.begin(caller, session).await?;
        let lease_until = self.ctx.clock.now() + WORK_LEASE;
        store::command::acknowledge(&tx, session.cluster, command, attempt, lease_until).await?;
        tx.commit().await.map_err(store::error)
    }

    /// Full jitter: somewhere up to a bound that doubles with each try.
    pub(super) fn backoff(&self, attempt: i32) -> TimeDelta {
        let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or_default().min(10);
        let bound = (FIRST_BACKOFF * (1 << doublings)).min(MAX_BACKOFF);
        let share = f64::from(u32::from_le_bytes(self.ctx.clock.random())) / f64::from(u32::MAX);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "milliseconds up to minutes"
        )]
        let millis = (bound.num_milliseconds() as f64 * share) as i64;
        TimeDelta::milliseconds(millis.max(100))
    }
}

/// Appearing goes from the outside in, disappearing from the inside out.
fn order(item: &DesiredItem) -> (i8, i64) {
    let depth = item.key.kind as i8;
    (if item.hash.is_some() { depth } else { 16 - depth }, item.generation)
}

/// Whether nothing stands in the item's way: what it needs is there, or, when it goes, nothing that
/// needs it is left. This keeps routes from opening before what guards them.
fn is_free(
    item: &DesiredItem,
    items: &HashMap<ItemKey, DesiredItem>,
    observed: &HashMap<ItemKey, (i64, Phase)>,
) -> bool {
    if item.hash.is_none() {
        return !items.values().any(|other| other.needs.contains(&item.key));
    }
    let there: HashSet<_> = items
        .values()
        .filter(|i| i.hash.is_some())
        .filter(|i| observed.get(&i.key).is_some_and(|(g, p)| *g == i.generation && *p != Phase::Failed))
        .map(|i| &i.key)
        .collect();
    item.needs.iter().all(|need| there.contains(need))
}

#[cfg(test)]
mod tests {
    use domain::item::ItemKind;

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
        let seen = |g, phase| HashMap::from([(key(ItemKind::Access), (g, phase))]);
        assert!(!is_free(deploy, &items, &HashMap::new()));
        assert!(!is_free(deploy, &items, &seen(1, Phase::Applied)), "an older generation guards nothing");
        assert!(!is_free(deploy, &items, &seen(2, Phase::Failed)));
        assert!(is_free(deploy, &items, &seen(2, Phase::Applied)));
    }

    #[test]
    fn guards_go_after_the_routes() {
        let mut items: HashMap<_, _> =
            [item(ItemKind::Access, &[], false), item(ItemKind::Deploy, &[ItemKind::Access], false)].into();
        assert!(!is_free(&items[&key(ItemKind::Access)], &items, &HashMap::new()));
        assert!(is_free(&items[&key(ItemKind::Deploy)], &items, &HashMap::new()));
        items.remove(&key(ItemKind::Deploy));
        assert!(is_free(&items[&key(ItemKind::Access)], &items, &HashMap::new()));
    }
}
