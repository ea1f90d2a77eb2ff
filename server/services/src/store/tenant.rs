//! Queries of tenants.

use domain::{
    Result,
    id::TenantId,
    page::{Page, PageRequest},
    tenant::{Tenant, TenantSpec},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};

use super::{by_name, error, filter, taken};
use crate::{
    Tx,
    entity::{
        Id, Js, Text,
        tenant::{ActiveModel, Column, Entity, Model},
    },
    settings::Settings,
    tenant::TenantFilter,
};

pub(crate) fn tenant_of(row: Model) -> Tenant {
    Tenant {
        id: row.id.0,
        version: row.version,
        spec: TenantSpec {
            slug: row.slug,
            name: row.name,
            is_provider: row.is_provider,
            is_customer: row.is_customer,
            hostname_suffixes: row.hostname_suffixes.0,
            limits: row.limits.0,
            labels: row.labels.0,
        },
        status: row.status.0,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn row_of(tenant: &Tenant) -> ActiveModel {
    let spec = &tenant.spec;
    ActiveModel {
        id: Unchanged(Id(tenant.id)),
        slug: Set(spec.slug.clone()),
        name: Set(spec.name.clone()),
        is_provider: Set(spec.is_provider),
        is_customer: Set(spec.is_customer),
        status: Set(Text(tenant.status)),
        hostname_suffixes: Set(Js(spec.hostname_suffixes.clone())),
        limits: Set(Js(spec.limits)),
        labels: Set(Js(spec.labels.clone())),
        version: Set(tenant.version),
        created_at: Set(tenant.created_at),
        updated_at: Set(tenant.updated_at),
    }
}

/// By slug.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    wanted: &TenantFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<Tenant>> {
    let query = Entity::find()
        .filter(filter::text([Column::Slug, Column::Name], wanted.search.as_deref()))
        .filter(filter::labels(db, Column::Labels, &wanted.labels))
        .apply_if(wanted.status, |query, status| query.filter(Column::Status.eq(Text(status))));
    let rows = by_name(db, query, (Column::Slug, Column::Id), page, settings, |r| (&r.slug, r.id)).await?;
    Ok(rows.map(tenant_of))
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: TenantId) -> Result<Option<Tenant>> {
    Ok(Entity::find_by_id(Id(id)).one(db).await.map_err(error)?.map(tenant_of))
}

/// One of them under its row's lock.
pub(crate) async fn lock(tx: &Tx, id: TenantId) -> Result<Option<Tenant>> {
    Ok(Entity::find_by_id(Id(id)).lock_exclusive().one(tx).await.map_err(error)?.map(tenant_of))
}

/// Those of the ids that exist.
pub(crate) async fn existing(tx: &Tx, ids: &[TenantId]) -> Result<Vec<TenantId>> {
    let query = Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| Id(*id))));
    let ids: Vec<Id<TenantId>> =
        query.select_only().column(Column::Id).into_tuple().all(tx).await.map_err(error)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Whether another tenant has the slug.
pub(crate) async fn slug_taken(tx: &Tx, slug: &str, own: Option<TenantId>) -> Result<bool> {
    taken(tx, Entity::find(), (Column::Slug, Column::Id), slug, own).await
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, tenant: &Tenant) -> Result<()> {
    let row = ActiveModel { id: Set(Id(tenant.id)), ..row_of(tenant) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one that is locked.
pub(crate) async fn update(tx: &Tx, tenant: &Tenant) -> Result<()> {
    Entity::update(row_of(tenant)).exec(tx).await.map_err(error)?;
    Ok(())
}
