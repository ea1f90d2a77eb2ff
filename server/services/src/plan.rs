//! Use cases of a product's plans.

use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::{PlanId, ProductId},
    page::{Page, PageRequest},
    plan::{Plan, PlanSpec},
    role::Persona,
};

use crate::{
    Caller, Ctx, TenantScope, Tx, audit,
    permission::{Action, Resource},
    store,
    write::{Mode, check_version},
};

/// Use cases of a product's plans.
#[derive(Debug, Clone)]
pub struct Plans {
    ctx: Ctx,
}

impl Plans {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    fn scope(caller: &Caller, action: Action) -> Result<TenantScope> {
        caller.scope(Persona::Provider, action, Resource::Plan)
    }

    /// The plans of a product, in the order they were made.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`] for the product; [`Error::Invalid`] for a bad cursor.
    pub async fn list(&self, caller: &Caller, product: ProductId, page: &PageRequest) -> Result<Page<Plan>> {
        let scope = Self::scope(caller, Action::Read)?;
        let db = self.ctx.db.read();
        store::product::find(db, scope, product).await?.ok_or_else(|| Error::not_found("product"))?;
        store::plan::list(db, scope, product, page, &self.ctx.settings).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, product: ProductId, id: PlanId) -> Result<Plan> {
        let scope = Self::scope(caller, Action::Read)?;
        let plan = store::plan::find(self.ctx.db.read(), scope, product, id).await?;
        plan.ok_or_else(|| Error::not_found("plan"))
    }

    /// Makes one.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`] for the product; [`Error::Invalid`], also when the
    /// name is taken.
    pub async fn create(
        &self,
        caller: &Caller,
        product_id: ProductId,
        mut spec: PlanSpec,
        mode: Mode,
    ) -> Result<Plan> {
        let scope = Self::scope(caller, Action::Create)?;
        let tx = self.ctx.begin().await?;
        store::product::lock(&tx, scope, product_id).await?.ok_or_else(|| Error::not_found("product"))?;
        checked(&tx, scope, product_id, &mut spec, None).await?;
        let now = self.ctx.clock.now();
        let id = self.ctx.clock.id();
        let plan = Plan { id, version: 1, product_id, spec, created_at: now, updated_at: now };
        store::plan::insert(&tx, scope, &plan).await?;
        audit::created(&self.ctx, &tx, caller, Resource::Plan, id, &plan.spec).await?;
        mode.finish(tx).await?;
        Ok(plan)
    }

    /// Replaces one.
    ///
    /// # Errors
    /// As [`Self::create`]; [`Error::Precondition`] when `version` is not the stored one.
    pub async fn update(
        &self,
        caller: &Caller,
        product: ProductId,
        id: PlanId,
        version: i64,
        mut spec: PlanSpec,
        mode: Mode,
    ) -> Result<Plan> {
        let scope = Self::scope(caller, Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::plan::lock(&tx, scope, product, id).await?.ok_or_else(|| Error::not_found("plan"))?;
        check_version(before.version, version)?;
        checked(&tx, scope, product, &mut spec, Some(id)).await?;
        let updated_at = self.ctx.clock.now();
        let after = Plan { spec, version: before.version + 1, updated_at, ..before.clone() };
        store::plan::update(&tx, scope, &after).await?;
        audit::updated(&self.ctx, &tx, caller, Resource::Plan, id, &before.spec, &after.spec).await?;
        mode.finish(tx).await?;
        Ok(after)
    }

    /// Deletes one that no publish offers. One that is in use is retired instead.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] naming the publishes.
    pub async fn delete(
        &self,
        caller: &Caller,
        product: ProductId,
        id: PlanId,
        version: i64,
        mode: Mode,
    ) -> Result<()> {
        let scope = Self::scope(caller, Action::Delete)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::plan::lock(&tx, scope, product, id).await?.ok_or_else(|| Error::not_found("plan"))?;
        check_version(before.version, version)?;
        let users = store::product_publish::names_offering_plan(&tx, scope, product, id).await?;
        if !users.is_empty() {
            return Err(Error::conflict(Reason::new(Code::InUse).with("dependents", users.join(", "))));
        }
        store::plan::delete(&tx, scope, id).await?;
        audit::deleted(&self.ctx, &tx, caller, Resource::Plan, id, &before.spec).await?;
        mode.finish(tx).await?;
        Ok(())
    }
}

/// Refuses everything that is wrong with a spec, a taken name too.
async fn checked(
    tx: &Tx,
    scope: TenantScope,
    product: ProductId,
    spec: &mut PlanSpec,
    own: Option<PlanId>,
) -> Result<()> {
    let mut check = Check::new();
    spec.check(&mut check);
    let taken = store::plan::name_taken(tx, scope, product, &spec.name, own).await?;
    check.ensure(!taken, "name", Reason::new(Code::NameTaken).with("value", &spec.name));
    check.finish(|| Some(()))
}
