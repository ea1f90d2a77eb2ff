//! A new revision becomes what the cluster should have: what sending the draft and going back to an older
//! revision share.

use domain::{
    Result,
    id::ProductPublishId,
    product_publish::{ProductPublish, PublishEvent, PublishStatus},
    revision::{RevisionSummary, Snapshot},
};
use render::Capabilities;

use crate::{
    Caller, TenantScope, Tx, audit,
    desired::{self, ClusterDesired},
    permission::{Action, Resource},
    product_publish::{ProductPublishes, bad_transition},
    rendering, store,
    write::Mode,
};

/// Longest note of a revision, in characters.
pub(super) const MAX_NOTE: usize = 500;

/// A publish under its locks that may get a new revision.
pub(super) struct Begun {
    action: Action,
    pub(super) tx: Tx,
    pub(super) scope: TenantScope,
    counter: ClusterDesired,
    pub(super) before: ProductPublish,
    status: PublishStatus,
}

impl ProductPublishes {
    /// Begins a transaction, and locks the publish and its cluster in it.
    pub(super) async fn begin_revision(
        &self,
        caller: &Caller,
        action: Action,
        id: ProductPublishId,
        version: Option<i64>,
    ) -> Result<Begun> {
        let scope = Self::scope(caller, action)?;
        let tx = self.ctx.begin().await?;
        let (counter, before) = self.locked_on_cluster(&tx, scope, id, version).await?;
        let status =
            before.status.next(PublishEvent::Publish).ok_or_else(|| bad_transition(before.status))?;
        Ok(Begun { action, tx, scope, counter, before, status })
    }

    /// Stores the revision, changes what the cluster should have, audits and commits; the agent is woken
    /// afterwards.
    pub(super) async fn freeze(
        &self,
        caller: &Caller,
        begun: Begun,
        (snapshot, capabilities): (Snapshot, Capabilities),
        note: String,
        mode: Mode,
    ) -> Result<ProductPublish> {
        let Begun { action, tx, scope, counter, before, status } = begun;
        let id = before.id;
        let number = store::revision::next_number(&tx, id).await?;
        let rendered = rendering::render(&snapshot, number, &capabilities);
        let revision = RevisionSummary {
            id: self.ctx.clock.id(),
            number,
            spec_hash: store::revision::spec_hash(&snapshot)?,
            author: caller.actor(),
            note,
            created_at: self.ctx.clock.now(),
        };
        store::revision::insert(&tx, scope, &revision, &snapshot).await?;
        let after = ProductPublish {
            status,
            message: String::new(),
            current_revision: Some(number),
            version: before.version + 1,
            updated_at: self.ctx.clock.now(),
            ..before.clone()
        };
        store::product_publish::update(&tx, scope, &after).await?;
        if before.status.is_detached() {
            store::product_publish::set_first_revision(&tx, id, number).await?;
        }
        desired::change(&self.ctx, &tx, &counter, rendered).await?;
        let made = &after.current_revision;
        audit::verb(&self.ctx, &tx, caller, action, Resource::ProductPublish, id, made).await?;
        self.finish(tx, mode, scope, &after).await?;
        Ok(after)
    }
}
