//! Use cases of API services. A part (route, backend, policy) is changed as a change of the whole
//! service, so that the checks across parts always run.

use domain::{
    Code, Error, Reason, Result,
    api_service::{ApiService, ApiServiceSpec, ApiServiceSummary},
    draft::Check,
    id::ApiServiceId,
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

/// Which API services are listed.
#[derive(Debug, Clone, Default)]
pub struct ApiServiceFilter {
    /// Part of the name or title, without case.
    pub search: Option<String>,
    /// Labels that all must be there.
    pub labels: Labels,
}

/// Use cases of API services.
#[derive(Debug, Clone)]
pub struct ApiServices {
    ctx: Ctx,
}

impl ApiServices {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    fn scope(caller: &Caller, action: Action) -> Result<TenantScope> {
        caller.scope(Persona::Provider, action, Resource::ApiService)
    }

    /// By name, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &ApiServiceFilter,
        page: &PageRequest,
    ) -> Result<Page<ApiServiceSummary>> {
        let scope = Self::scope(caller, Action::Read)?;
        store::api_service::list(self.ctx.db.read(), scope, filter, page, &self.ctx.settings).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: ApiServiceId) -> Result<ApiService> {
        let scope = Self::scope(caller, Action::Read)?;
        store::api_service::find(self.ctx.db.read(), scope, id)
            .await?
            .ok_or_else(|| Error::not_found("API service"))
    }

    /// Makes one.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::Invalid`], also when the name is taken; [`Error::Conflict`] when
    /// the tenant may have no more.
    pub async fn create(&self, caller: &Caller, mut spec: ApiServiceSpec, mode: Mode) -> Result<ApiService> {
        let scope = Self::scope(caller, Action::Create)?;
        let tx = self.ctx.begin().await?;
        self.checked(&tx, scope, &mut spec, None).await?;
        let now = self.ctx.clock.now();
        let service =
            ApiService { id: self.ctx.clock.id(), version: 1, spec, created_at: now, updated_at: now };
        limit::check(&tx, scope, "API services", |l| l.api_services, store::api_service::count).await?;
        store::api_service::insert(&tx, scope, &service).await?;
        audit::created(&self.ctx, &tx, caller, Resource::ApiService, service.id, &service.spec).await?;
        mode.finish(tx).await?;
        Ok(service)
    }

    /// Replaces the whole of one.
    ///
    /// # Errors
    /// As [`Caller::scope`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not the
    /// stored one; [`Error::Invalid`]; [`Error::Conflict`] when the name is taken.
    pub async fn update(
        &self,
        caller: &Caller,
        id: ApiServiceId,
        version: i64,
        spec: ApiServiceSpec,
        mode: Mode,
    ) -> Result<ApiService> {
        self.edit(caller, id, Some(version), mode, move |whole| {
            *whole = spec;
            Ok(())
        })
        .await
    }

    /// Changes a part of one; `change` gets the stored spec. Without a version the change applies
    /// to whatever is stored, which suits changes of one named part.
    ///
    /// # Errors
    /// As [`Self::update`], and what `change` says.
    pub async fn edit(
        &self,
        caller: &Caller,
        id: ApiServiceId,
        version: Option<i64>,
        mode: Mode,
        change: impl FnOnce(&mut ApiServiceSpec) -> Result<()>,
    ) -> Result<ApiService> {
        let scope = Self::scope(caller, Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::api_service::lock(&tx, scope, id).await?.ok_or_else(|| Error::not_found("API service"))?;
        if let Some(version) = version {
            check_version(before.version, version)?;
        }
        let mut spec = before.spec.clone();
        change(&mut spec)?;
        self.checked(&tx, scope, &mut spec, Some(id)).await?;
        let updated_at = self.ctx.clock.now();
        let after = ApiService { spec, version: before.version + 1, updated_at, ..before.clone() };
        store::api_service::update(&tx, scope, &after).await?;
        audit::updated(&self.ctx, &tx, caller, Resource::ApiService, id, &before.spec, &after.spec).await?;
        mode.finish(tx).await?;
        Ok(after)
    }

    /// Refuses everything that is wrong with a spec, a taken name too.
    async fn checked(
        &self,
        tx: &Tx,
        scope: TenantScope,
        spec: &mut ApiServiceSpec,
        own: Option<ApiServiceId>,
    ) -> Result<()> {
        let mut check = Check::new();
        spec.check(&mut check, self.ctx.settings.allow_internal_backends);
        let taken = store::api_service::name_taken(tx, scope, &spec.name, own).await?;
        check.ensure(!taken, "name", Reason::new(Code::NameTaken).with("value", &spec.name));
        check.finish(|| Some(()))
    }

    /// Deletes one that no product offers and no publish lists, drafts included.
    ///
    /// # Errors
    /// As [`Self::update`]; [`Error::Conflict`] naming the products and publishes that use it.
    pub async fn delete(&self, caller: &Caller, id: ApiServiceId, version: i64, mode: Mode) -> Result<()> {
        let scope = Self::scope(caller, Action::Delete)?;
        let tx = self.ctx.begin().await?;
        let before =
            store::api_service::lock(&tx, scope, id).await?.ok_or_else(|| Error::not_found("API service"))?;
        check_version(before.version, version)?;
        let mut users = store::product::titles_using_service(&tx, scope, id).await?;
        users.extend(store::product_publish::names_using_service(&tx, scope, id).await?);
        if !users.is_empty() {
            return Err(Error::conflict(Reason::new(Code::InUse).with("dependents", users.join(", "))));
        }
        store::api_service::delete(&tx, scope, id).await?;
        audit::deleted(&self.ctx, &tx, caller, Resource::ApiService, id, &before.spec).await?;
        mode.finish(tx).await?;
        Ok(())
    }
}

/// What is wrong with a reference to a service that the tenant does not have.
pub(crate) fn unknown(id: ApiServiceId) -> Reason {
    Reason::new(Code::UnknownReference).with("noun", "API service").with("value", id)
}
