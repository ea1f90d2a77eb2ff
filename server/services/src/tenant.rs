//! Use cases of tenants, for operators.

use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::TenantId,
    labels::Labels,
    page::{Page, PageRequest},
    tenant::{Tenant, TenantSpec, TenantStatus},
};

use crate::{
    Caller, Ctx, Tx, audit,
    permission::{Action, Resource},
    store,
    write::{Mode, check_version},
};

/// Which tenants are listed.
#[derive(Debug, Clone, Default)]
pub struct TenantFilter {
    /// Part of the slug or name, without case.
    pub search: Option<String>,
    /// Only those in this status.
    pub status: Option<TenantStatus>,
    /// Labels that all must be there.
    pub labels: Labels,
}

/// Use cases of tenants.
#[derive(Debug, Clone)]
pub struct Tenants {
    ctx: Ctx,
}

impl Tenants {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// By slug, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &TenantFilter,
        page: &PageRequest,
    ) -> Result<Page<Tenant>> {
        caller.operator(Action::Read)?;
        store::tenant::list(self.ctx.db.read(), filter, page, &self.ctx.settings).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: TenantId) -> Result<Tenant> {
        caller.operator(Action::Read)?;
        store::tenant::find(self.ctx.db.read(), id).await?.ok_or_else(|| Error::not_found("tenant"))
    }

    /// Makes one, active and without members.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`], also when the slug is taken.
    pub async fn create(&self, caller: &Caller, mut spec: TenantSpec, mode: Mode) -> Result<Tenant> {
        caller.operator(Action::Create)?;
        let tx = self.ctx.begin().await?;
        checked(&tx, &mut spec, None).await?;
        let now = self.ctx.clock.now();
        let tenant = Tenant {
            id: self.ctx.clock.id(),
            version: 1,
            spec,
            status: TenantStatus::Active,
            created_at: now,
            updated_at: now,
        };
        store::tenant::insert(&tx, &tenant).await?;
        audit::created(&self.ctx, &tx, caller, (Resource::Tenant, tenant.id), tenant.id, &tenant.spec)
            .await?;
        mode.finish(tx).await?;
        Ok(tenant)
    }

    /// Replaces what was said about one. What is live stays as it is, also under hostnames that the
    /// tenant may no longer use.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not
    /// the stored one; [`Error::Invalid`], also when the slug is taken.
    pub async fn update(
        &self,
        caller: &Caller,
        id: TenantId,
        version: i64,
        mut spec: TenantSpec,
        mode: Mode,
    ) -> Result<Tenant> {
        let change = async |tx: &Tx, before| {
            checked(tx, &mut spec, Some(id)).await?;
            Ok(Tenant { spec, ..before })
        };
        self.change(caller, id, version, mode, change).await
    }

    /// Suspends one or lets it go on.
    ///
    /// # Errors
    /// As [`Self::update`].
    pub async fn set_status(
        &self,
        caller: &Caller,
        id: TenantId,
        version: i64,
        status: TenantStatus,
        mode: Mode,
    ) -> Result<Tenant> {
        self.change(caller, id, version, mode, async |_, before| Ok(Tenant { status, ..before })).await
    }

    async fn change(
        &self,
        caller: &Caller,
        id: TenantId,
        version: i64,
        mode: Mode,
        change: impl AsyncFnOnce(&Tx, Tenant) -> Result<Tenant>,
    ) -> Result<Tenant> {
        caller.operator(Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before = store::tenant::lock(&tx, id).await?.ok_or_else(|| Error::not_found("tenant"))?;
        check_version(before.version, version)?;
        let changed = change(&tx, before.clone()).await?;
        let after = Tenant { version: before.version + 1, updated_at: self.ctx.clock.now(), ..changed };
        store::tenant::update(&tx, &after).await?;
        audit::updated(&self.ctx, &tx, caller, (Resource::Tenant, id), id, &before, &after).await?;
        mode.finish(tx).await?;
        Ok(after)
    }
}

/// Refuses everything that is wrong with a spec, a taken slug too.
async fn checked(tx: &Tx, spec: &mut TenantSpec, own: Option<TenantId>) -> Result<()> {
    let mut check = Check::new();
    spec.check(&mut check);
    let taken = store::tenant::slug_taken(tx, &spec.slug, own).await?;
    check.ensure(!taken, "slug", Reason::new(Code::NameTaken).with("value", &spec.slug));
    check.finish(|| Some(()))
}
