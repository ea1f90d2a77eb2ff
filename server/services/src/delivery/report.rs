//! An agent says what became of an item.

use domain::{
    Result, Timestamp,
    command::CommandEvent,
    id::{ProductPublishId, TypedId as _},
    item::{ItemKey, ItemKind, Observation, Phase, ResourceStatus},
};

use super::{Delivery, Outcome, Session, outcome};
use crate::{
    Caller, Topic, Tx,
    desired::{self, DesiredItem},
    store,
};

/// What an agent says about one item.
#[derive(Debug, Clone)]
pub struct Report {
    /// Which item.
    pub key: ItemKey,
    /// Database history the generation belongs to.
    pub hub_epoch: i64,
    /// Which generation it has applied, or failed to.
    pub generation: i64,
    /// SHA-256 of that content; empty for a tombstone.
    pub hash: String,
    /// What became of it.
    pub phase: Phase,
    /// Why, when it is not well.
    pub message: String,
    /// Object by object.
    pub resources: Vec<ResourceStatus>,
    /// Rises with every report of the agent.
    pub report_seq: i64,
    /// Trying again cannot help.
    pub terminal: bool,
}

impl Delivery {
    /// Stores a report that is about what is wanted now, settles its command and moves the publishes
    /// it is about. A report about anything older changes nothing. Either way it is acknowledged.
    ///
    /// # Errors
    /// [`domain::Error::Conflict`] when the stream is superseded.
    pub async fn report(&self, caller: &Caller, session: Session, report: Report) -> Result<()> {
        let tx = self.begin(caller, session).await?;
        let cluster = session.cluster;
        // The lock keeps a new wish from slipping in between reading and storing: a later wish never
        // looks fulfilled by an older report.
        let counter = store::desired::lock(&tx, cluster).await?;
        let item = store::desired::item(&tx, cluster, &report.key).await?;
        let current = counter.as_ref().is_some_and(|c| c.hub_epoch == report.hub_epoch);
        let Some(item) = item.filter(|item| current && concerns(item, &report)) else {
            tx.rollback().await.map_err(store::error)?;
            return Ok(());
        };
        let now = self.ctx.clock.now();
        self.settle_command(&tx, session, &item, &report).await?;
        let publishes = if report.phase == Phase::Removed {
            let touched = publishes_about(&tx, session, &item).await?;
            store::desired::collect(&tx, cluster, &item.key).await?;
            touched
        } else {
            let observation = Observation {
                key: report.key.clone(),
                generation: report.generation,
                hash: report.hash.clone(),
                phase: report.phase,
                message: report.message.clone(),
                resources: report.resources,
                reported_at: now,
            };
            store::observation::put(&tx, cluster, &observation, report.terminal, report.report_seq).await?;
            publishes_about(&tx, session, &item).await?
        };
        if let Some(counter) = &counter {
            let items = store::desired::items(&tx, cluster).await?;
            let seen = store::observation::seen(&tx, cluster).await?;
            let gone = desired::unneeded(&items, &seen);
            desired::change(&self.ctx, &tx, counter, gone).await?;
        }
        let mut topics = vec![Topic::Cluster(cluster), Topic::Fleet];
        for id in publishes {
            topics.extend(self.move_publish(&tx, session, id, now).await?);
        }
        tx.commit().await.map_err(store::error)?;
        topics.into_iter().for_each(|topic| self.ctx.bus.publish(topic));
        Ok(())
    }

    /// Ends the item's command, or has it sent again later. What failed on its own, without anybody
    /// asking, gets a command too: somebody has to ask until it is well.
    async fn settle_command(
        &self,
        tx: &Tx,
        session: Session,
        item: &DesiredItem,
        report: &Report,
    ) -> Result<()> {
        let (cluster, now) = (session.cluster, self.ctx.clock.now());
        if report.phase != Phase::Failed {
            return store::command::end(tx, cluster, &item.key, CommandEvent::Complete, now).await;
        }
        if report.terminal {
            return store::command::end(tx, cluster, &item.key, CommandEvent::Refuse, now).await;
        }
        match store::command::live(tx, cluster, &item.key).await? {
            Some(live) => store::command::recall(tx, live.id, now + self.backoff(live.attempt), now).await,
            None => desired::wake(&self.ctx, tx, cluster, item, now + self.backoff(1)).await,
        }
    }

    /// Gives a publish the status that its items' reports add up to.
    async fn move_publish(
        &self,
        tx: &Tx,
        session: Session,
        id: ProductPublishId,
        now: Timestamp,
    ) -> Result<Option<Topic>> {
        let Some(publish) = store::product_publish::lock_for_delivery(tx, session.cluster, id).await? else {
            return Ok(None);
        };
        let items = store::product_publish::item_statuses(tx, session.cluster, id).await?;
        let outcome = outcome(&items);
        if let Some((event, message)) = outcome.event(publish.serving_revision.is_some())
            && let Some(next) = publish.status.next(event)
        {
            let serving = match outcome {
                Outcome::Applied | Outcome::Degraded(_) => publish.current_revision,
                Outcome::Removed => None,
                _ => publish.serving_revision,
            };
            store::product_publish::set_outcome(tx, id, next, &message, serving, now).await?;
        }
        Ok(Some(Topic::Publish(publish.tenant_id, id)))
    }
}

/// Whether a report is about what is wanted now.
fn concerns(item: &DesiredItem, report: &Report) -> bool {
    let content = match (&item.hash, report.phase) {
        (None, Phase::Removed | Phase::Failed) => true,
        (Some(hash), phase) => phase != Phase::Removed && *hash == report.hash,
        (None, _) => false,
    };
    content && item.generation == report.generation
}

/// Publishes whose status depends on an item: its own, or all of the cluster that need it.
async fn publishes_about(tx: &Tx, session: Session, item: &DesiredItem) -> Result<Vec<ProductPublishId>> {
    let subject = |key: &ItemKey| key.subject.parse::<ProductPublishId>().ok();
    if matches!(item.key.kind, ItemKind::Deploy | ItemKind::Access) {
        return Ok(subject(&item.key).into_iter().collect());
    }
    let items = store::desired::items(tx, session.cluster).await?;
    let mut ids: Vec<_> =
        items.values().filter(|i| i.needs.contains(&item.key)).filter_map(|i| subject(&i.key)).collect();
    ids.sort_unstable_by_key(|id| id.uuid());
    ids.dedup();
    Ok(ids)
}
