//! Use cases of publishes as such: drafting, looking, deleting. Sending one to its cluster and taking
//! it off are in `publish.rs`.

mod address;
mod reference;

use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::{ClusterId, ProductId, ProductPublishId},
    labels::Labels,
    page::{Page, PageRequest},
    product_publish::{Environment, ProductPublish, ProductPublishSpec, PublishDetail, PublishStatus},
    revision::RevisionSummary,
    role::Persona,
};

use crate::{
    Caller, Ctx, TenantScope, Topic, Tx, audit, limit,
    permission::{Action, Resource},
    publish::carry::check_carried,
    store,
    write::{Mode, check_version},
};
pub(crate) use address::check_address;
pub(crate) use reference::check_plans;
use reference::check_references;

/// Which publishes are listed.
#[derive(Debug, Clone, Default)]
pub struct ProductPublishFilter {
    /// Only those of this product.
    pub product: Option<ProductId>,
    /// Only those on this cluster.
    pub cluster: Option<ClusterId>,
    /// Only those in this environment.
    pub environment: Option<Environment>,
    /// Only those in this status.
    pub status: Option<PublishStatus>,
    /// Labels that all must be there.
    pub labels: Labels,
}

/// Use cases of publishes.
#[derive(Debug, Clone)]
pub struct ProductPublishes {
    pub(crate) ctx: Ctx,
}

impl ProductPublishes {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    pub(crate) fn scope(caller: &Caller, action: Action) -> Result<TenantScope> {
        caller.scope(Persona::Provider, action, Resource::ProductPublish)
    }

    /// Newest first, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &ProductPublishFilter,
        page: &PageRequest,
    ) -> Result<Page<ProductPublish>> {
        let scope = Self::scope(caller, Action::Read)?;
        store::product_publish::list(self.ctx.db.read(), scope, filter, page, &self.ctx.settings).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: ProductPublishId) -> Result<ProductPublish> {
        let scope = Self::scope(caller, Action::Read)?;
        store::product_publish::find(self.ctx.db.read(), scope, id)
            .await?
            .ok_or_else(|| Error::not_found("publish"))
    }

    /// One of them with its items and what is reported of them.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn detail(&self, caller: &Caller, id: ProductPublishId) -> Result<PublishDetail> {
        let scope = Self::scope(caller, Action::Read)?;
        let tx = self.ctx.begin_read().await?;
        let publish =
            store::product_publish::find(&tx, scope, id).await?.ok_or_else(|| Error::not_found("publish"))?;
        let cluster = publish.spec.cluster_id;
        let items = store::product_publish::item_statuses(&tx, cluster, id).await?;
        let beat = self.ctx.settings.heartbeat_interval;
        let agent_online = store::agent::is_online(&tx, cluster, self.ctx.clock.now(), beat).await?;
        Ok(PublishDetail { publish, items, agent_online })
    }

    /// What was published so far, newest first.
    ///
    /// # Errors
    /// As [`Self::get`]; [`Error::Invalid`] for a bad cursor.
    pub async fn revisions(
        &self,
        caller: &Caller,
        id: ProductPublishId,
        page: &PageRequest,
    ) -> Result<Page<RevisionSummary>> {
        let scope = Self::scope(caller, Action::Read)?;
        let db = self.ctx.db.read();
        store::product_publish::find(db, scope, id).await?.ok_or_else(|| Error::not_found("publish"))?;
        store::revision::list(db, scope, id, page, &self.ctx.settings).await
    }

    /// Makes a draft.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`], also for references to what the tenant does not
    /// have or may not use.
    pub async fn create(
        &self,
        caller: &Caller,
        mut spec: ProductPublishSpec,
        mode: Mode,
    ) -> Result<ProductPublish> {
        let scope = Self::scope(caller, Action::Create)?;
        let tx = self.ctx.begin().await?;
        let mut check = Check::new();
        spec.check(&mut check);
        let names = check_references(&tx, scope, &spec, None, &mut check).await?;
        check_carried(&tx, scope, &spec, &mut check).await?;
        let names = check.finish(|| names)?;
        limit::check(&tx, scope, "publishes", |l| l.product_publishes, store::product_publish::count).await?;
        let now = self.ctx.clock.now();
        let publish = ProductPublish {
            id: self.ctx.clock.id(),
            version: 1,
            spec,
            status: PublishStatus::Draft,
            message: String::new(),
            current_revision: None,
            serving_revision: None,
            names,
            created_at: now,
            updated_at: now,
        };
        store::product_publish::insert(&tx, scope, &publish).await?;
        audit::created(&self.ctx, &tx, caller, Resource::ProductPublish, publish.id, &publish.spec).await?;
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Publish(scope.tenant_id(), publish.id));
        }
        Ok(publish)
    }

    /// Replaces what is wanted. What is on the cluster stays as it is until it is published again;
    /// while it is there, product and cluster cannot change.
    ///
    /// # Errors
    /// As [`Self::create`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not the
    /// stored one.
    pub async fn update(
        &self,
        caller: &Caller,
        id: ProductPublishId,
        version: i64,
        mut spec: ProductPublishSpec,
        mode: Mode,
    ) -> Result<ProductPublish> {
        let scope = Self::scope(caller, Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before = self.locked(&tx, scope, id, Some(version)).await?;
        let mut check = Check::new();
        spec.check(&mut check);
        let fixed = |what: &str| Reason::new(Code::FixedWhileOnCluster).with("noun", what);
        check.ensure(spec.product_id == before.spec.product_id, "product_id", fixed("product"));
        let moves = spec.cluster_id != before.spec.cluster_id && !before.status.is_detached();
        check.ensure(!moves, "cluster_id", fixed("cluster"));
        let names = check_references(&tx, scope, &spec, Some(&before), &mut check).await?;
        check_carried(&tx, scope, &spec, &mut check).await?;
        let names = check.finish(|| names)?;
        let updated_at = self.ctx.clock.now();
        let after = ProductPublish { spec, names, version: before.version + 1, updated_at, ..before.clone() };
        store::product_publish::update(&tx, scope, &after).await?;
        audit::updated(&self.ctx, &tx, caller, Resource::ProductPublish, id, &before.spec, &after.spec)
            .await?;
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Publish(scope.tenant_id(), id));
        }
        Ok(after)
    }

    /// Deletes a draft or a withdrawn publish, with its revisions.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] while it is on a cluster.
    pub async fn delete(
        &self,
        caller: &Caller,
        id: ProductPublishId,
        version: i64,
        mode: Mode,
    ) -> Result<()> {
        let scope = Self::scope(caller, Action::Delete)?;
        let tx = self.ctx.begin().await?;
        let before = self.locked(&tx, scope, id, Some(version)).await?;
        if !before.status.is_detached() {
            return Err(bad_transition(before.status));
        }
        store::product_publish::delete(&tx, scope, id).await?;
        audit::deleted(&self.ctx, &tx, caller, Resource::ProductPublish, id, &before.spec).await?;
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Publish(scope.tenant_id(), id));
        }
        Ok(())
    }

    /// The stored publish under its row's lock.
    pub(crate) async fn locked(
        &self,
        tx: &Tx,
        scope: TenantScope,
        id: ProductPublishId,
        version: Option<i64>,
    ) -> Result<ProductPublish> {
        let publish =
            store::product_publish::lock(tx, scope, id).await?.ok_or_else(|| Error::not_found("publish"))?;
        if let Some(version) = version {
            check_version(publish.version, version)?;
        }
        Ok(publish)
    }
}

pub(crate) fn bad_transition(status: PublishStatus) -> Error {
    Error::conflict(Reason::new(Code::BadTransition).with("noun", "publish").with("state", status))
}
