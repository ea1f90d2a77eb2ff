//! Use cases of products.

use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::ProductId,
    labels::Labels,
    page::{Page, PageRequest},
    product::{MAX_SERVICES, Product, ProductSpec, ProductStatus},
    role::Persona,
};

use crate::{
    Caller, Ctx, TenantScope, Tx, api_service, audit, limit,
    permission::{Action, Resource},
    store,
    write::{Mode, check_version},
};

/// Which products are listed.
#[derive(Debug, Clone, Default)]
pub struct ProductFilter {
    /// Part of the name or title, without case.
    pub search: Option<String>,
    /// Only those in this status.
    pub status: Option<ProductStatus>,
    /// Labels that all must be there.
    pub labels: Labels,
}

/// Use cases of products.
#[derive(Debug, Clone)]
pub struct Products {
    ctx: Ctx,
}

impl Products {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    fn scope(caller: &Caller, action: Action) -> Result<TenantScope> {
        caller.scope(Persona::Provider, action, Resource::Product)
    }

    /// By name, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &ProductFilter,
        page: &PageRequest,
    ) -> Result<Page<Product>> {
        let scope = Self::scope(caller, Action::Read)?;
        store::product::list(self.ctx.db.read(), scope, filter, page, &self.ctx.settings).await
    }

    /// One of them, with its plans.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: ProductId) -> Result<Product> {
        let scope = Self::scope(caller, Action::Read)?;
        store::product::find(self.ctx.db.read(), scope, id).await?.ok_or_else(|| Error::not_found("product"))
    }

    /// Makes one.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`], also when the name is taken; [`Error::Conflict`] when
    /// the tenant may have no more.
    pub async fn create(&self, caller: &Caller, mut spec: ProductSpec, mode: Mode) -> Result<Product> {
        let scope = Self::scope(caller, Action::Create)?;
        let tx = self.ctx.begin().await?;
        checked(&tx, scope, &mut spec, None).await?;
        let now = self.ctx.clock.now();
        let id = self.ctx.clock.id();
        let product = Product { id, version: 1, spec, plans: vec![], created_at: now, updated_at: now };
        limit::check(&tx, scope, "products", |l| l.products, store::product::count).await?;
        store::product::insert(&tx, scope, &product).await?;
        audit::created(&self.ctx, &tx, caller, Resource::Product, id, &product.spec).await?;
        mode.finish(tx).await?;
        Ok(product)
    }

    /// Replaces one; its plans stay.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not the
    /// stored one; [`Error::Invalid`], also when the name is taken or the status cannot become the
    /// new one.
    pub async fn update(
        &self,
        caller: &Caller,
        id: ProductId,
        version: i64,
        mut spec: ProductSpec,
        mode: Mode,
    ) -> Result<Product> {
        let scope = Self::scope(caller, Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::product::lock(&tx, scope, id).await?.ok_or_else(|| Error::not_found("product"))?;
        check_version(before.version, version)?;
        checked(&tx, scope, &mut spec, Some(&before)).await?;
        let updated_at = self.ctx.clock.now();
        let after = Product { spec, version: before.version + 1, updated_at, ..before.clone() };
        store::product::update(&tx, scope, &after).await?;
        audit::updated(&self.ctx, &tx, caller, Resource::Product, id, &before.spec, &after.spec).await?;
        mode.finish(tx).await?;
        Ok(after)
    }

    /// Deletes one that has no publish; its plans go with it.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] naming the publishes.
    pub async fn delete(&self, caller: &Caller, id: ProductId, version: i64, mode: Mode) -> Result<()> {
        let scope = Self::scope(caller, Action::Delete)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::product::lock(&tx, scope, id).await?.ok_or_else(|| Error::not_found("product"))?;
        check_version(before.version, version)?;
        let users = store::product_publish::names_of_product(&tx, scope, id).await?;
        if !users.is_empty() {
            return Err(Error::conflict(Reason::new(Code::InUse).with("dependents", users.join(", "))));
        }
        store::product::delete(&tx, scope, id).await?;
        audit::deleted(&self.ctx, &tx, caller, Resource::Product, id, &before.spec).await?;
        mode.finish(tx).await?;
        Ok(())
    }
}

/// Refuses everything that is wrong with a spec: also a taken name, services that the tenant does not
/// have, and a status that the one before cannot become.
async fn checked(
    tx: &Tx,
    scope: TenantScope,
    spec: &mut ProductSpec,
    before: Option<&Product>,
) -> Result<()> {
    let mut check = Check::new();
    spec.check(&mut check);
    let taken = store::product::name_taken(tx, scope, &spec.name, before.map(|p| p.id)).await?;
    check.ensure(!taken, "name", Reason::new(Code::NameTaken).with("value", &spec.name));
    if let Some(status) = before.map(|p| p.spec.status) {
        let reason = Reason::new(Code::BadTransition).with("noun", "product").with("state", status);
        check.ensure(status.may_become(spec.status), "status", reason);
    }
    if spec.api_services.len() <= MAX_SERVICES {
        let known = store::api_service::existing(tx, scope, &spec.api_services).await?;
        for (i, id) in spec.api_services.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
            check.fail(&format!("api_services[{i}]"), api_service::unknown(*id));
        }
    }
    check.finish(|| Some(()))
}
