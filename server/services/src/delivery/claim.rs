//! A stream takes the wake-ups that are due.

use chrono::TimeDelta;
use domain::{Result, Timestamp, id::CommandId, item::ItemKey};

use super::{
    Delivery, Session,
    order::{Order, rank},
};
use crate::{Caller, Tx, store};

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
        let cluster = session.cluster;
        let now = self.ctx.clock.now();
        let idle = store::command::pending(&tx, cluster).await?.is_empty()
            && store::command::lost(&tx, cluster, now).await?.is_empty();
        if idle {
            let look_again_at = store::command::next_lease_end(&tx, cluster).await?;
            return Ok(Claimed { wake_ups: vec![], look_again_at });
        }
        // Everybody who changes more than one command holds it, so what was read stays true and nobody
        // waits for each other.
        store::desired::lock(&tx, cluster).await?;
        for lost in store::command::lost(&tx, cluster, now).await? {
            let not_before = now + self.backoff(lost.attempt);
            store::command::recall_lost(&tx, &lost, not_before, now).await?;
        }
        let claimed = self.send_due(&tx, session, now).await?;
        tx.commit().await.map_err(store::error)?;
        Ok(claimed)
    }

    async fn send_due(&self, tx: &Tx, session: Session, now: Timestamp) -> Result<Claimed> {
        let cluster = session.cluster;
        let pending = store::command::pending(tx, cluster).await?;
        let items = store::desired::items(tx, cluster).await?;
        let seen = store::observation::seen(tx, cluster).await?;
        let order = Order::new(&items, &seen);
        let mut ready: Vec<_> = pending
            .iter()
            .filter(|command| command.not_before <= now)
            .filter_map(|command| Some((command, items.get(&command.key)?)))
            .filter(|(_, item)| order.is_free(item))
            .collect();
        ready.sort_by_key(|(_, item)| rank(item));
        ready.truncate(BATCH);
        let mut wake_ups = Vec::with_capacity(ready.len());
        for (command, _) in ready {
            let lease_until = now + self.ctx.settings.ack_timeout;
            if store::command::send(tx, command, session.epoch, lease_until, now).await? {
                wake_ups.push(WakeUp {
                    command: command.id,
                    attempt: command.attempt + 1,
                    key: command.key.clone(),
                    target_generation: command.target_generation,
                });
            }
        }
        let later = pending.iter().map(|command| command.not_before).filter(|at| *at > now).min();
        let lease_end = store::command::next_lease_end(tx, cluster).await?;
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
        let now = self.ctx.clock.now();
        let lease_until = now + WORK_LEASE;
        store::command::acknowledge(&tx, session.cluster, (command, attempt), lease_until, now).await?;
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
