//! Sending a publish to its cluster, taking it off, and looking at what would be sent.

pub(crate) mod carry;
mod claim;
mod forget;
mod freeze;
mod rollback;
mod snapshot;
mod standing;

use std::collections::{HashMap, HashSet};

use domain::{
    Code, Error, Result,
    draft::Check,
    id::ProductPublishId,
    item::{ItemKey, ItemKind},
    product_publish::{PreviewItem, ProductPublish, PublishEvent, PublishPreview},
};

use crate::{
    Caller, TenantScope, Topic, Tx, audit,
    desired::{self, ClusterDesired, Content, DesiredItem, Wanted},
    permission::{Action, Resource},
    product_publish::{ProductPublishes, bad_transition},
    rendering, store,
    write::Mode,
};
use claim::check_claims;
use freeze::{Begun, MAX_NOTE};
use snapshot::{Reading, snapshot};

impl ProductPublishes {
    /// Freezes a revision and makes it what the cluster should have. Everything is checked before
    /// anything is written; the agent is woken after the commit.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Invalid`] for everything that is missing or not allowed;
    /// [`Error::Conflict`] when the cluster takes no deployments, a hostname and path are taken, or
    /// the publish is being withdrawn.
    pub async fn publish(
        &self,
        caller: &Caller,
        id: ProductPublishId,
        version: Option<i64>,
        note: &str,
        mode: Mode,
    ) -> Result<ProductPublish> {
        let begun = self.begin_revision(caller, Action::Publish, id, version).await?;
        let mut check = Check::new();
        let note = check.text("note", note, MAX_NOTE);
        let Begun { tx, scope, before, .. } = &begun;
        let built = snapshot(tx, *scope, before, Reading::Shared, &mut check).await?;
        let gateway = built.as_ref().map(|(snapshot, _)| &snapshot.gateway);
        check_claims(tx, *scope, before, gateway, &mut check).await?;
        let built = check.finish(|| built)?;
        Box::pin(self.freeze(caller, begun, built, note, mode)).await
    }

    /// Takes a publish off its cluster: its own items become tombstones, and the shared ones with
    /// the last publish that needs them.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] when it is not on a cluster.
    pub async fn withdraw(
        &self,
        caller: &Caller,
        id: ProductPublishId,
        version: Option<i64>,
        mode: Mode,
    ) -> Result<ProductPublish> {
        let scope = Self::scope(caller, Action::Withdraw)?;
        let tx = self.ctx.begin().await?;
        let (counter, before) = self.locked_on_cluster(&tx, scope, id, version).await?;
        let status =
            before.status.next(PublishEvent::Withdraw).ok_or_else(|| bad_transition(before.status))?;
        let after = ProductPublish {
            status,
            message: String::new(),
            version: before.version + 1,
            updated_at: self.ctx.clock.now(),
            ..before
        };
        store::product_publish::update(&tx, scope, &after).await?;
        let gone = self.tombstones(&tx, &after).await?;
        desired::change(&self.ctx, &tx, &counter, gone).await?;
        audit::verb(
            &self.ctx,
            &tx,
            caller,
            Action::Withdraw,
            Resource::ProductPublish,
            id,
            &after.current_revision,
        )
        .await?;
        self.finish(tx, mode, scope, &after).await?;
        Ok(after)
    }

    /// What publishing now would send, beside what the cluster should have.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub async fn preview(&self, caller: &Caller, id: ProductPublishId) -> Result<PublishPreview> {
        let scope = Self::scope(caller, Action::Read)?;
        let tx = self.ctx.begin_read().await?;
        let publish =
            store::product_publish::find(&tx, scope, id).await?.ok_or_else(|| Error::not_found("publish"))?;
        let mut check = Check::new();
        let built = snapshot(&tx, scope, &publish, Reading::Plain, &mut check).await?;
        let gateway = built.as_ref().map(|(snapshot, _)| &snapshot.gateway);
        check_claims(&tx, scope, &publish, gateway, &mut check).await?;
        let (snapshot, capabilities) = check.finish(|| built)?;
        let number = store::revision::next_number(&tx, id).await?;
        // The routes carry the revision's number: under the wanted one, only what differs differs.
        let current = publish.current_revision.unwrap_or(number);
        let unchanged: HashSet<_> = rendering::render(&snapshot, current, &capabilities)
            .into_iter()
            .filter_map(content_hash)
            .collect();
        let stored = store::desired::items(&tx, publish.spec.cluster_id).await?;
        let mut items = Vec::new();
        for wanted in rendering::render(&snapshot, number, &capabilities) {
            let Content::Present { hash, bytes } = wanted.content else { continue };
            let live = stored.get(&wanted.key).and_then(|item| item.hash.clone());
            let live_yaml = match &live {
                Some(hash) => match store::desired::manifests(&tx, hash).await? {
                    Some(bytes) => rendering::yaml(&bytes)?,
                    None => return Err(Error::Internal),
                },
                None => String::new(),
            };
            let yaml = rendering::yaml(&bytes)?;
            items.push(PreviewItem {
                key: wanted.key,
                changed: live.is_none_or(|live| !unchanged.contains(&live)),
                hash,
                yaml,
                live_yaml,
            });
        }
        let warnings = render::warnings(&snapshot).into_iter().map(Into::into).collect();
        Ok(PublishPreview { items, warnings })
    }

    /// A publish under the locks of its cluster and its own row, in the order of locking.
    async fn locked_on_cluster(
        &self,
        tx: &Tx,
        scope: TenantScope,
        id: ProductPublishId,
        version: Option<i64>,
    ) -> Result<(ClusterDesired, ProductPublish)> {
        let seen =
            store::product_publish::find(tx, scope, id).await?.ok_or_else(|| Error::not_found("publish"))?;
        let counter = store::desired::lock(tx, seen.spec.cluster_id).await?;
        let counter = counter.ok_or_else(|| Error::not_found("cluster"))?;
        let publish = self.locked(tx, scope, id, version).await?;
        // It has moved while this waited: the other cluster's lock is not held.
        if publish.spec.cluster_id != counter.cluster_id {
            return Err(Error::Precondition(Code::VersionStale.into()));
        }
        Ok((counter, publish))
    }

    async fn tombstones(&self, tx: &Tx, publish: &ProductPublish) -> Result<Vec<Wanted>> {
        let items = store::desired::items(tx, publish.spec.cluster_id).await?;
        let needs = |key: &ItemKey| items.get(key).map(|i| i.needs.clone()).unwrap_or_default();
        Ok(leaving(&items, publish.id)
            .into_iter()
            .map(|key| Wanted { needs: needs(&key), key, content: Content::Tombstone })
            .collect())
    }

    async fn finish(&self, tx: Tx, mode: Mode, scope: TenantScope, publish: &ProductPublish) -> Result<()> {
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Cluster(publish.spec.cluster_id));
            self.ctx.bus.publish(Topic::Publish(scope.tenant_id(), publish.id));
            self.ctx.bus.publish(Topic::Fleet);
        }
        Ok(())
    }
}

/// The items of a publish, and those it shares with nobody who needs them.
fn leaving(items: &HashMap<ItemKey, DesiredItem>, publish: ProductPublishId) -> Vec<ItemKey> {
    let subject = publish.to_string();
    let own =
        |key: &ItemKey| matches!(key.kind, ItemKind::Deploy | ItemKind::Access) && key.subject == subject;
    let (mine, others): (Vec<_>, Vec<_>) = items.values().partition(|item| own(&item.key));
    let mut shared: Vec<ItemKey> = mine.iter().flat_map(|item| item.needs.clone()).collect();
    shared.retain(|key| !own(key));
    shared.sort();
    shared.dedup();
    // The gateway needs the namespace, so it has to be gone before the namespace is unneeded.
    shared.sort_by_key(|key| std::cmp::Reverse(key.kind));
    let mut gone: Vec<ItemKey> = mine.iter().map(|item| item.key.clone()).collect();
    for key in shared {
        let by_others =
            others.iter().any(|o| o.hash.is_some() && o.needs.contains(&key) && !gone.contains(&o.key));
        if !by_others {
            gone.push(key);
        }
    }
    gone
}

fn content_hash(wanted: Wanted) -> Option<String> {
    match wanted.content {
        Content::Present { hash, .. } => Some(hash),
        Content::Tombstone => None,
    }
}
