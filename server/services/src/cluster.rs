//! Use cases of clusters.

use domain::{
    Code, Error, Reason, Result,
    cluster::{Cluster, ClusterChoice, ClusterSpec, ClusterStatus, MAX_TENANTS},
    draft::Check,
    id::ClusterId,
    labels::Labels,
    page::{Page, PageRequest},
    role::Persona,
};

use crate::{
    Caller, Ctx, Topic, Tx, audit, desired,
    permission::{Action, Resource},
    store::{self, cluster::StoredCluster},
    write::{Mode, check_version},
};

/// Which clusters are listed.
#[derive(Debug, Clone, Default)]
pub struct ClusterFilter {
    /// Part of the name or title, without case.
    pub search: Option<String>,
    /// Only those in this status.
    pub status: Option<ClusterStatus>,
    /// Labels that all must be there.
    pub labels: Labels,
}

/// Use cases of clusters.
#[derive(Debug, Clone)]
pub struct Clusters {
    ctx: Ctx,
}

impl Clusters {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// By name, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &ClusterFilter,
        page: &PageRequest,
    ) -> Result<Page<Cluster>> {
        caller.operator(Action::Read)?;
        let rows = store::cluster::list(self.ctx.db.read(), filter, page, &self.ctx.settings).await?;
        let items = store::cluster::known(self.ctx.db.read(), rows.items, &self.ctx).await?;
        Ok(Page { items, next_cursor: rows.next_cursor })
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: ClusterId) -> Result<Cluster> {
        caller.operator(Action::Read)?;
        let row = store::cluster::find(self.ctx.db.read(), id).await?;
        self.known(row).await
    }

    /// Those a provider may publish to, by name. Retired ones are left out.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`] for a bad cursor.
    pub async fn choices(&self, caller: &Caller, page: &PageRequest) -> Result<Page<ClusterChoice>> {
        let scope = caller.scope(Persona::Provider, Action::Read, Resource::Cluster)?;
        let tenant = scope.tenant_id();
        let rows = store::cluster::list_open_to(self.ctx.db.read(), tenant, page, &self.ctx.settings).await?;
        let items = store::cluster::known(self.ctx.db.read(), rows.items, &self.ctx).await?;
        let choice = |c: Cluster| ClusterChoice {
            id: c.id,
            name: c.spec.name,
            title: c.spec.title,
            region: c.spec.region,
            environments: c.spec.environments,
            declared: c.spec.declared,
            target: c.found.map(|f| f.target).unwrap_or_default(),
            presence: c.presence,
        };
        Ok(Page { items: items.into_iter().map(choice).collect(), next_cursor: rows.next_cursor })
    }

    /// Makes one, with an empty desired state.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`], also when the name is taken.
    pub async fn create(&self, caller: &Caller, mut spec: ClusterSpec, mode: Mode) -> Result<Cluster> {
        caller.operator(Action::Create)?;
        let tx = self.ctx.begin().await?;
        checked(&tx, &mut spec, None).await?;
        let now = self.ctx.clock.now();
        let row = StoredCluster {
            id: self.ctx.clock.id(),
            version: 1,
            spec,
            status: ClusterStatus::Active,
            found: None,
            created_at: now,
            updated_at: now,
        };
        store::cluster::insert(&tx, &row).await?;
        store::desired::create_counter(&tx, row.id, &desired::set_hash([].iter())).await?;
        audit::created(&self.ctx, &tx, caller, Resource::Cluster, row.id, &row.spec).await?;
        let cluster = self.in_tx(&tx, row).await?;
        self.end(mode, tx).await?;
        Ok(cluster)
    }

    /// Replaces what an operator says; what its agent found stays.
    ///
    /// # Errors
    /// As [`Self::create`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not the
    /// stored one.
    pub async fn update(
        &self,
        caller: &Caller,
        id: ClusterId,
        version: i64,
        mut spec: ClusterSpec,
        mode: Mode,
    ) -> Result<Cluster> {
        caller.operator(Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before = locked(&tx, id, version).await?;
        checked(&tx, &mut spec, Some(id)).await?;
        let updated_at = self.ctx.clock.now();
        let after = StoredCluster { spec, version: before.version + 1, updated_at, ..before.clone() };
        store::cluster::update(&tx, &after).await?;
        audit::updated(&self.ctx, &tx, caller, Resource::Cluster, id, &before.spec, &after.spec).await?;
        let cluster = self.in_tx(&tx, after).await?;
        self.end(mode, tx).await?;
        Ok(cluster)
    }

    /// Opens or closes it for deployments. Runs under the lock that publishing takes, so that no
    /// publish slips in while it closes.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] when it is retired.
    pub async fn set_status(
        &self,
        caller: &Caller,
        id: ClusterId,
        version: i64,
        status: ClusterStatus,
        mode: Mode,
    ) -> Result<Cluster> {
        caller.operator(Action::Update)?;
        let tx = self.ctx.begin().await?;
        store::desired::lock(&tx, id).await?;
        let before = locked(&tx, id, version).await?;
        if !before.status.may_become(status) {
            let reason =
                Reason::new(Code::BadTransition).with("noun", "cluster").with("state", before.status);
            return Err(Error::conflict(reason));
        }
        let updated_at = self.ctx.clock.now();
        let after = StoredCluster { status, version: before.version + 1, updated_at, ..before.clone() };
        store::cluster::update(&tx, &after).await?;
        audit::updated(&self.ctx, &tx, caller, Resource::Cluster, id, &before.status, &after.status).await?;
        let cluster = self.in_tx(&tx, after).await?;
        self.end(mode, tx).await?;
        Ok(cluster)
    }

    /// Deletes one that no publish refers to and whose agents are all revoked, with their rows and
    /// its tokens. Locks in the order of `delivery`: an agent may be connecting.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] naming the publishes and agents.
    pub async fn delete(&self, caller: &Caller, id: ClusterId, version: i64, mode: Mode) -> Result<()> {
        caller.operator(Action::Delete)?;
        let tx = self.ctx.begin().await?;
        store::agent_session::lock(&tx, id).await?;
        store::desired::lock(&tx, id).await?;
        let before = locked(&tx, id, version).await?;
        let publishes = store::product_publish::count_on_cluster(&tx, id).await?;
        let agents = store::agent::live_names(&tx, id).await?;
        let dependents: Vec<String> = [
            (publishes > 0).then(|| format!("publishes: {publishes}")),
            (!agents.is_empty()).then(|| format!("agents: {}", agents.join(", "))),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !dependents.is_empty() {
            return Err(Error::conflict(Reason::new(Code::InUse).with("dependents", dependents.join("; "))));
        }
        store::cluster::delete(&tx, id).await?;
        audit::deleted(&self.ctx, &tx, caller, Resource::Cluster, id, &before.spec).await?;
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Agents(id));
            self.ctx.bus.publish(Topic::Fleet);
        }
        Ok(())
    }

    async fn known(&self, row: Option<StoredCluster>) -> Result<Cluster> {
        let rows: Vec<_> = row.into_iter().collect();
        let mut clusters = store::cluster::known(self.ctx.db.read(), rows, &self.ctx).await?;
        clusters.pop().ok_or_else(|| Error::not_found("cluster"))
    }

    async fn in_tx(&self, tx: &Tx, row: StoredCluster) -> Result<Cluster> {
        let mut clusters = store::cluster::known(tx, vec![row], &self.ctx).await?;
        clusters.pop().ok_or(Error::Internal)
    }

    async fn end(&self, mode: Mode, tx: Tx) -> Result<()> {
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Fleet);
        }
        Ok(())
    }
}

async fn locked(tx: &Tx, id: ClusterId, version: i64) -> Result<StoredCluster> {
    let row = store::cluster::lock(tx, id).await?.ok_or_else(|| Error::not_found("cluster"))?;
    check_version(row.version, version)?;
    Ok(row)
}

/// Refuses everything that is wrong with a spec: also a taken name, and tenants that do not exist.
async fn checked(tx: &Tx, spec: &mut ClusterSpec, own: Option<ClusterId>) -> Result<()> {
    let mut check = Check::new();
    spec.check(&mut check);
    let taken = store::cluster::name_taken(tx, &spec.name, own).await?;
    check.ensure(!taken, "name", Reason::new(Code::NameTaken).with("value", &spec.name));
    let listed = spec.tenants.as_deref().unwrap_or_default();
    if listed.len() <= MAX_TENANTS {
        let known = store::tenant::existing(tx, listed).await?;
        for (i, id) in listed.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
            let reason = Reason::new(Code::UnknownReference).with("noun", "tenant").with("value", id);
            check.fail(&format!("tenants[{i}]"), reason);
        }
    }
    check.finish(|| Some(()))
}
