//! Use cases of gateways. What is live keeps the listeners it was published with until it is
//! published again.

use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    gateway::{Gateway, GatewaySpec},
    id::GatewayId,
    labels::Labels,
    page::{Page, PageRequest},
    role::Persona,
};

use crate::{
    Caller, Ctx, TenantScope, Tx, audit, limit,
    permission::{Action, Resource},
    store,
    write::{Mode, check_version},
};

/// Which gateways are listed.
#[derive(Debug, Clone, Default)]
pub struct GatewayFilter {
    /// Part of the name or title, without case.
    pub search: Option<String>,
    /// Labels that all must be there.
    pub labels: Labels,
}

/// Use cases of gateways.
#[derive(Debug, Clone)]
pub struct Gateways {
    ctx: Ctx,
}

impl Gateways {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    fn scope(caller: &Caller, action: Action) -> Result<TenantScope> {
        caller.scope(Persona::Provider, action, Resource::Gateway)
    }

    /// By name, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &GatewayFilter,
        page: &PageRequest,
    ) -> Result<Page<Gateway>> {
        let scope = Self::scope(caller, Action::Read)?;
        store::gateway::list(self.ctx.db.read(), scope, filter, page, &self.ctx.settings).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: GatewayId) -> Result<Gateway> {
        let scope = Self::scope(caller, Action::Read)?;
        store::gateway::find(self.ctx.db.read(), scope, id).await?.ok_or_else(|| Error::not_found("gateway"))
    }

    /// Makes one.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`], also when the name is taken; [`Error::Conflict`] when
    /// the tenant may have no more.
    pub async fn create(&self, caller: &Caller, mut spec: GatewaySpec, mode: Mode) -> Result<Gateway> {
        let scope = Self::scope(caller, Action::Create)?;
        let tx = self.ctx.begin().await?;
        checked(&tx, scope, &mut spec, None).await?;
        let now = self.ctx.clock.now();
        let gateway = Gateway { id: self.ctx.clock.id(), version: 1, spec, created_at: now, updated_at: now };
        limit::check(&tx, scope, "gateways", |l| l.gateways, store::gateway::count).await?;
        store::gateway::insert(&tx, scope, &gateway).await?;
        audit::created(&self.ctx, &tx, caller, Resource::Gateway, gateway.id, &gateway.spec).await?;
        mode.finish(tx).await?;
        Ok(gateway)
    }

    /// Replaces the whole of one.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not the
    /// stored one; [`Error::Invalid`]; [`Error::Conflict`] when the name is taken.
    pub async fn update(
        &self,
        caller: &Caller,
        id: GatewayId,
        version: i64,
        mut spec: GatewaySpec,
        mode: Mode,
    ) -> Result<Gateway> {
        let scope = Self::scope(caller, Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::gateway::lock(&tx, scope, id).await?.ok_or_else(|| Error::not_found("gateway"))?;
        check_version(before.version, version)?;
        checked(&tx, scope, &mut spec, Some(id)).await?;
        let updated_at = self.ctx.clock.now();
        let after = Gateway { spec, version: before.version + 1, updated_at, ..before.clone() };
        store::gateway::update(&tx, scope, &after).await?;
        audit::updated(&self.ctx, &tx, caller, Resource::Gateway, id, &before.spec, &after.spec).await?;
        mode.finish(tx).await?;
        Ok(after)
    }

    /// Deletes one that nothing uses.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] naming the publishes that use it.
    pub async fn delete(&self, caller: &Caller, id: GatewayId, version: i64, mode: Mode) -> Result<()> {
        let scope = Self::scope(caller, Action::Delete)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::gateway::lock(&tx, scope, id).await?.ok_or_else(|| Error::not_found("gateway"))?;
        check_version(before.version, version)?;
        let users = store::product_publish::names_using_gateway(&tx, scope, id).await?;
        if !users.is_empty() {
            return Err(Error::conflict(Reason::new(Code::InUse).with("dependents", users.join(", "))));
        }
        store::gateway::delete(&tx, scope, id).await?;
        audit::deleted(&self.ctx, &tx, caller, Resource::Gateway, id, &before.spec).await?;
        mode.finish(tx).await?;
        Ok(())
    }
}

/// Refuses everything that is wrong with a spec, a taken name too.
async fn checked(tx: &Tx, scope: TenantScope, spec: &mut GatewaySpec, own: Option<GatewayId>) -> Result<()> {
    let mut check = Check::new();
    spec.check(&mut check);
    let taken = store::gateway::name_taken(tx, scope, &spec.name, own).await?;
    check.ensure(!taken, "name", Reason::new(Code::NameTaken).with("value", &spec.name));
    check.finish(|| Some(()))
}
