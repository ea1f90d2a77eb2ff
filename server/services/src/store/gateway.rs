//! Queries of gateways.

use domain::{
    Result,
    gateway::{Gateway, GatewaySpec},
    id::GatewayId,
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QuerySelect as _, Select,
};

use super::{by_name, error, filter, taken};
use crate::{
    TenantScope, Tx,
    entity::{
        Id, Js,
        gateway::{ActiveModel, Column, Entity, Model},
    },
    gateway::GatewayFilter,
    settings::Settings,
};

fn gateway_of(row: Model) -> Gateway {
    Gateway {
        id: row.id.0,
        version: row.version,
        spec: GatewaySpec {
            name: row.name,
            title: row.title,
            gateway_class: row.gateway_class,
            listeners: row.listeners.0,
            labels: row.labels.0,
        },
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn row_of(scope: TenantScope, gateway: &Gateway) -> ActiveModel {
    let spec = &gateway.spec;
    ActiveModel {
        id: Unchanged(Id(gateway.id)),
        tenant_id: Set(Id(scope.tenant_id())),
        name: Set(spec.name.clone()),
        title: Set(spec.title.clone()),
        gateway_class: Set(spec.gateway_class.clone()),
        listeners: Set(Js(spec.listeners.clone())),
        labels: Set(Js(spec.labels.clone())),
        version: Set(gateway.version),
        created_at: Set(gateway.created_at),
        updated_at: Set(gateway.updated_at),
    }
}

fn of_tenant(scope: TenantScope) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(Id(scope.tenant_id())))
}

/// By name.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    wanted: &GatewayFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<Gateway>> {
    let query = of_tenant(scope)
        .filter(filter::text([Column::Name, Column::Title], wanted.search.as_deref()))
        .filter(filter::labels(db, Column::Labels, &wanted.labels));
    let rows = by_name(db, query, (Column::Name, Column::Id), page, settings, |r| (&r.name, r.id)).await?;
    Ok(rows.map(gateway_of))
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: GatewayId,
) -> Result<Option<Gateway>> {
    let row = of_tenant(scope).filter(Column::Id.eq(Id(id))).one(db).await.map_err(error)?;
    Ok(row.map(gateway_of))
}

/// One of them under its row's lock.
pub(crate) async fn lock(tx: &Tx, scope: TenantScope, id: GatewayId) -> Result<Option<Gateway>> {
    let query = of_tenant(scope).filter(Column::Id.eq(Id(id)));
    Ok(query.lock_exclusive().one(tx).await.map_err(error)?.map(gateway_of))
}

/// Whether another one of the tenant has the name.
pub(crate) async fn name_taken(
    tx: &Tx,
    scope: TenantScope,
    name: &str,
    own: Option<GatewayId>,
) -> Result<bool> {
    taken(tx, of_tenant(scope), (Column::Name, Column::Id), name, own).await
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, scope: TenantScope, gateway: &Gateway) -> Result<()> {
    let row = ActiveModel { id: Set(Id(gateway.id)), ..row_of(scope, gateway) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one that is locked.
pub(crate) async fn update(tx: &Tx, scope: TenantScope, gateway: &Gateway) -> Result<()> {
    Entity::update(row_of(scope, gateway)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes one that is locked.
pub(crate) async fn delete(tx: &Tx, scope: TenantScope, id: GatewayId) -> Result<()> {
    let of_tenant = Column::TenantId.eq(Id(scope.tenant_id()));
    Entity::delete_by_id(Id(id)).filter(of_tenant).exec(tx).await.map_err(error)?;
    Ok(())
}

/// How many the tenant has.
pub(crate) async fn count(tx: &Tx, scope: TenantScope) -> Result<u64> {
    of_tenant(scope).count(tx).await.map_err(error)
}
