//! Queries of API services.

use domain::{
    Result,
    api_service::{ApiService, ApiServiceSpec, ApiServiceSummary},
    id::ApiServiceId,
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};

use super::{by_name, error, filter, taken};
use crate::{
    TenantScope, Tx,
    api_service::ApiServiceFilter,
    entity::{
        Id, Js,
        api_service::{ActiveModel, Column, Entity, Model},
    },
    settings::Settings,
};

fn service_of(row: Model) -> ApiService {
    ApiService {
        id: row.id.0,
        version: row.version,
        spec: ApiServiceSpec {
            name: row.name,
            title: row.title,
            api_version: row.api_version,
            description: row.description,
            routes: row.routes.0,
            backends: row.backends.0,
            policies: row.policies.0,
            labels: row.labels.0,
        },
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn row_of(scope: TenantScope, service: &ApiService) -> ActiveModel {
    let spec = &service.spec;
    ActiveModel {
        id: Unchanged(Id(service.id)),
        tenant_id: Set(Id(scope.tenant_id())),
        name: Set(spec.name.clone()),
        title: Set(spec.title.clone()),
        api_version: Set(spec.api_version.clone()),
        description: Set(spec.description.clone()),
        routes: Set(Js(spec.routes.clone())),
        backends: Set(Js(spec.backends.clone())),
        policies: Set(Js(spec.policies.clone())),
        labels: Set(Js(spec.labels.clone())),
        version: Set(service.version),
        created_at: Set(service.created_at),
        updated_at: Set(service.updated_at),
        ..Default::default()
    }
}

fn of_tenant(scope: TenantScope) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(Id(scope.tenant_id())))
}

/// By name.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    wanted: &ApiServiceFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<ApiServiceSummary>> {
    let query = of_tenant(scope)
        .filter(filter::text([Column::Name, Column::Title], wanted.search.as_deref()))
        .filter(filter::labels(db, Column::Labels, &wanted.labels));
    let rows = by_name(db, query, (Column::Name, Column::Id), page, settings, |r| (&r.name, r.id)).await?;
    Ok(rows.map(|row| ApiServiceSummary {
        id: row.id.0,
        name: row.name,
        title: row.title,
        api_version: row.api_version,
        routes: row.routes.0.len(),
        backends: row.backends.0.len(),
        policies: row.policies.0.len(),
        updated_at: row.updated_at,
    }))
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: ApiServiceId,
) -> Result<Option<ApiService>> {
    let row = of_tenant(scope).filter(Column::Id.eq(Id(id))).one(db).await.map_err(error)?;
    Ok(row.map(service_of))
}

/// One of them under its row's lock.
pub(crate) async fn lock(tx: &Tx, scope: TenantScope, id: ApiServiceId) -> Result<Option<ApiService>> {
    let query = of_tenant(scope).filter(Column::Id.eq(Id(id)));
    Ok(query.lock_exclusive().one(tx).await.map_err(error)?.map(service_of))
}

/// Those of the ids that exist, whole and kept from changing until the transaction ends.
pub(crate) async fn lock_all_shared(
    tx: &Tx,
    scope: TenantScope,
    ids: &[ApiServiceId],
) -> Result<Vec<ApiService>> {
    let query = of_tenant(scope).filter(Column::Id.is_in(ids.iter().map(|id| Id(*id))));
    let rows = query.order_by_asc(Column::Id).lock_shared().all(tx).await.map_err(error)?;
    Ok(rows.into_iter().map(service_of).collect())
}

/// Those of the ids that exist, whole.
pub(crate) async fn find_all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[ApiServiceId],
) -> Result<Vec<ApiService>> {
    let query = of_tenant(scope).filter(Column::Id.is_in(ids.iter().map(|id| Id(*id))));
    Ok(query.all(db).await.map_err(error)?.into_iter().map(service_of).collect())
}

/// Those of the ids that exist, kept from being deleted until the transaction ends.
pub(crate) async fn existing(tx: &Tx, scope: TenantScope, ids: &[ApiServiceId]) -> Result<Vec<ApiServiceId>> {
    let query = of_tenant(scope).filter(Column::Id.is_in(ids.iter().map(|id| Id(*id)))).lock_shared();
    let ids: Vec<Id<ApiServiceId>> =
        query.select_only().column(Column::Id).into_tuple().all(tx).await.map_err(error)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Whether another one of the tenant has the name.
pub(crate) async fn name_taken(
    tx: &Tx,
    scope: TenantScope,
    name: &str,
    own: Option<ApiServiceId>,
) -> Result<bool> {
    taken(tx, of_tenant(scope), (Column::Name, Column::Id), name, own).await
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, scope: TenantScope, service: &ApiService) -> Result<()> {
    let row = ActiveModel { id: Set(Id(service.id)), ..row_of(scope, service) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one that is locked.
pub(crate) async fn update(tx: &Tx, scope: TenantScope, service: &ApiService) -> Result<()> {
    Entity::update(row_of(scope, service)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes one that is locked.
pub(crate) async fn delete(tx: &Tx, scope: TenantScope, id: ApiServiceId) -> Result<()> {
    let of_tenant = Column::TenantId.eq(Id(scope.tenant_id()));
    Entity::delete_by_id(Id(id)).filter(of_tenant).exec(tx).await.map_err(error)?;
    Ok(())
}

/// How many the tenant has.
pub(crate) async fn count(tx: &Tx, scope: TenantScope) -> Result<u64> {
    of_tenant(scope).count(tx).await.map_err(error)
}
