//! Giving up on what lies on a cluster that is gone.

use domain::{
    Code, Error, Reason, Result, cluster::ClusterStatus, draft::Check, id::ProductPublishId,
    product_publish::PublishEvent,
};

use super::leaving;
use crate::{
    Caller, Topic, audit, desired,
    permission::{Action, Resource},
    product_publish::{ProductPublishes, bad_transition},
    store,
    write::Mode,
};

/// Longest reason, in characters.
const MAX_REASON: usize = 500;

impl ProductPublishes {
    /// Ends a publish whose cluster is gone, without waiting for an agent that will never report: it
    /// becomes withdrawn, and its items, commands and reports are dropped. Its owner can then delete
    /// it or move it, and the cluster can be deleted. Nothing is removed from a cluster that does
    /// come back: what is there stays until somebody removes it by hand.
    ///
    /// For administrators of the platform, who give a reason of 1 to 500 characters, one line. It
    /// goes to the audit log, under the tenant, and beside the publish's status. The publish keeps
    /// its version: nobody's edit is stale because of this.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`] without a reason; [`Error::NotFound`];
    /// [`Error::Conflict`] unless the cluster is retired and the publish on it;
    /// [`Error::Precondition`] when it has moved meanwhile.
    pub async fn forget(
        &self,
        caller: &Caller,
        id: ProductPublishId,
        reason: &str,
        mode: Mode,
    ) -> Result<()> {
        caller.operator(Action::Forget)?;
        let mut check = Check::new();
        let reason = check.text("reason", reason, MAX_REASON);
        check.ensure(!reason.is_empty(), "reason", Code::Required);
        check.finish(|| Some(()))?;
        let absent = || Error::not_found("publish");
        let tx = self.ctx.begin().await?;
        let cluster = store::product_publish::cluster_of(&tx, id).await?.ok_or_else(absent)?;
        let counter = store::desired::lock(&tx, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        let publish = store::product_publish::lock_for_delivery(&tx, cluster, id).await?;
        let publish = publish.ok_or_else(|| Error::Precondition(Code::VersionStale.into()))?;
        let there = store::cluster::find(&tx, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        if there.status != ClusterStatus::Retired {
            let reason = Reason::new(Code::ClusterNotRetired).with("cluster", there.spec.name);
            return Err(Error::conflict(reason.with("state", there.status)));
        }
        let next = publish.status.next(PublishEvent::Forget).ok_or_else(|| bad_transition(publish.status))?;

        let now = self.ctx.clock.now();
        let mut items = store::desired::items(&tx, cluster).await?;
        let gone = leaving(&items, id);
        for key in &gone {
            store::command::forget(&tx, cluster, key).await?;
            store::desired::collect(&tx, cluster, key).await?;
            items.remove(key);
        }
        if !gone.is_empty() {
            let set_hash = desired::set_hash(items.values());
            let generation = counter.generation + 1;
            store::desired::raise(&tx, cluster, counter.hub_epoch, generation, &set_hash, now).await?;
        }
        store::product_publish::set_outcome(&tx, id, next, &reason, None, now).await?;
        let detail =
            serde_json::json!({ "reason": reason, "was": publish.status, "cluster": there.spec.name });
        let subject = (Resource::ProductPublish, publish.tenant_id);
        audit::verb(&self.ctx, &tx, caller, Action::Forget, subject, id, &detail).await?;
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Cluster(cluster));
            self.ctx.bus.publish(Topic::Publish(publish.tenant_id, id));
            self.ctx.bus.publish(Topic::Fleet);
        }
        Ok(())
    }
}
