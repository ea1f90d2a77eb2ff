//! Queries of publishes.

mod claim;
mod delivery;
mod names;
mod tally;

use std::collections::HashMap;

use domain::{
    Result,
    id::{ApiServiceId, ClusterId, GatewayId, PlanId, ProductId, ProductPublishId},
    page::{Page, PageRequest},
    product_publish::{ProductPublish, ProductPublishSpec, PublishNames, PublishStatus},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QuerySelect as _, Select,
};

use super::{error, filter, newest_first};
use crate::{
    TenantScope, Tx,
    entity::{
        Id, Js, Text,
        product_publish::{ActiveModel, Column, Entity, Model},
    },
    product_publish::ProductPublishFilter,
    settings::Settings,
};

pub(crate) use claim::{Held, claims, set_first_revision};
pub(crate) use delivery::{cluster_of, item_statuses, lock_for_delivery, set_outcome};
use names::named;
pub(crate) use tally::{deployments, tally};

fn publish_of(row: Model, names: PublishNames) -> ProductPublish {
    ProductPublish {
        id: row.id.0,
        version: row.version,
        spec: ProductPublishSpec {
            product_id: row.product_id.0,
            cluster_id: row.cluster_id.0,
            environment: row.environment.0,
            gateway_id: row.gateway_id.map(|id| id.0),
            hostnames: row.hostnames.0,
            base_path: row.base_path,
            auth_mode: row.auth_mode.0,
            auth_config: row.auth_config.0,
            api_services: row.api_services.0,
            plans: row.plans.0,
            visibility: row.visibility.0,
            labels: row.labels.0,
        },
        status: row.status.0,
        message: row.message,
        current_revision: row.current_revision,
        serving_revision: row.serving_revision,
        names,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn row_of(scope: TenantScope, publish: &ProductPublish) -> ActiveModel {
    let spec = &publish.spec;
    ActiveModel {
        id: Unchanged(Id(publish.id)),
        tenant_id: Set(Id(scope.tenant_id())),
        product_id: Set(Id(spec.product_id)),
        cluster_id: Set(Id(spec.cluster_id)),
        environment: Set(Text(spec.environment)),
        gateway_id: Set(spec.gateway_id.map(Id)),
        hostnames: Set(Js(spec.hostnames.clone())),
        base_path: Set(spec.base_path.clone()),
        auth_mode: Set(Text(spec.auth_mode)),
        auth_config: Set(Js(spec.auth_config.clone())),
        api_services: Set(Js(spec.api_services.clone())),
        plans: Set(Js(spec.plans.clone())),
        visibility: Set(Text(spec.visibility)),
        labels: Set(Js(spec.labels.clone())),
        status: Set(Text(publish.status)),
        message: Set(publish.message.clone()),
        current_revision: Set(publish.current_revision),
        serving_revision: Set(publish.serving_revision),
        first_revision: NotSet,
        version: Set(publish.version),
        created_at: Set(publish.created_at),
        updated_at: Set(publish.updated_at),
    }
}

fn of_tenant(scope: TenantScope) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(Id(scope.tenant_id())))
}

/// Newest first.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    wanted: &ProductPublishFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<ProductPublish>> {
    let mut query = of_tenant(scope).filter(filter::labels(db, Column::Labels, &wanted.labels));
    if let Some(id) = wanted.product {
        query = query.filter(Column::ProductId.eq(Id(id)));
    }
    if let Some(id) = wanted.cluster {
        query = query.filter(Column::ClusterId.eq(Id(id)));
    }
    if let Some(environment) = wanted.environment {
        query = query.filter(Column::Environment.eq(Text(environment)));
    }
    if let Some(status) = wanted.status {
        query = query.filter(Column::Status.eq(Text(status)));
    }
    let rows = newest_first(db, query, Column::Id, page, settings, |row| row.id).await?;
    Ok(Page { items: named(db, rows.items).await?, next_cursor: rows.next_cursor })
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: ProductPublishId,
) -> Result<Option<ProductPublish>> {
    let row = of_tenant(scope).filter(Column::Id.eq(Id(id))).one(db).await.map_err(error)?;
    Ok(named(db, row.into_iter().collect()).await?.pop())
}

/// One of them under its row's lock.
pub(crate) async fn lock(
    tx: &Tx,
    scope: TenantScope,
    id: ProductPublishId,
) -> Result<Option<ProductPublish>> {
    let row = of_tenant(scope).filter(Column::Id.eq(Id(id))).lock_exclusive().one(tx).await.map_err(error)?;
    Ok(named(tx, row.into_iter().collect()).await?.pop())
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, scope: TenantScope, publish: &ProductPublish) -> Result<()> {
    let row = ActiveModel { id: Set(Id(publish.id)), ..row_of(scope, publish) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one that is locked.
pub(crate) async fn update(tx: &Tx, scope: TenantScope, publish: &ProductPublish) -> Result<()> {
    Entity::update(row_of(scope, publish)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes one that is locked, with its revisions.
pub(crate) async fn delete(tx: &Tx, scope: TenantScope, id: ProductPublishId) -> Result<()> {
    let of_tenant = Column::TenantId.eq(Id(scope.tenant_id()));
    Entity::delete_by_id(Id(id)).filter(of_tenant).exec(tx).await.map_err(error)?;
    Ok(())
}

async fn names_where(tx: &Tx, query: Select<Entity>) -> Result<Vec<String>> {
    let rows = query.all(tx).await.map_err(error)?;
    let name =
        |p: ProductPublish| format!("{} ({}, {})", p.names.product, p.names.cluster, p.spec.environment);
    Ok(named(tx, rows).await?.into_iter().map(name).collect())
}

/// Publishes that refer to a gateway, in words.
pub(crate) async fn names_using_gateway(tx: &Tx, scope: TenantScope, id: GatewayId) -> Result<Vec<String>> {
    names_where(tx, of_tenant(scope).filter(Column::GatewayId.eq(Id(id)))).await
}

/// Publishes that list an API service, in words.
pub(crate) async fn names_using_service(
    tx: &Tx,
    scope: TenantScope,
    service: ApiServiceId,
) -> Result<Vec<String>> {
    let listed = filter::list_has(tx, Column::ApiServices, &service.to_string());
    names_where(tx, of_tenant(scope).filter(listed)).await
}

/// Publishes of a product, in words.
pub(crate) async fn names_of_product(tx: &Tx, scope: TenantScope, id: ProductId) -> Result<Vec<String>> {
    names_where(tx, of_tenant(scope).filter(Column::ProductId.eq(Id(id)))).await
}

/// Publishes of a product that offer a plan, in words.
pub(crate) async fn names_offering_plan(
    tx: &Tx,
    scope: TenantScope,
    product: ProductId,
    plan: PlanId,
) -> Result<Vec<String>> {
    let rows = of_tenant(scope).filter(Column::ProductId.eq(Id(product))).all(tx).await.map_err(error)?;
    let offering = rows.into_iter().filter(|row| row.plans.0.contains(&plan)).collect();
    let name = |p: ProductPublish| format!("{} ({})", p.names.cluster, p.spec.environment);
    Ok(named(tx, offering).await?.into_iter().map(name).collect())
}

/// How many publishes refer to a cluster, whatever their status.
pub(crate) async fn count_on_cluster(tx: &Tx, cluster: ClusterId) -> Result<u64> {
    Entity::find().filter(Column::ClusterId.eq(Id(cluster))).count(tx).await.map_err(error)
}

/// How many publishes claim something on each of some clusters.
pub(crate) async fn counts<C: ConnectionTrait>(
    db: &C,
    clusters: &[ClusterId],
) -> Result<HashMap<ClusterId, u64>> {
    let rows: Vec<(Id<ClusterId>, i64)> = Entity::find()
        .select_only()
        .column(Column::ClusterId)
        .column_as(Column::Id.count(), "publishes")
        .filter(Column::ClusterId.is_in(clusters.iter().map(|id| Id(*id))))
        .filter(Column::Status.is_in(claiming()))
        .group_by(Column::ClusterId)
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(|(id, n)| (id.0, u64::try_from(n).unwrap_or(0))).collect())
}

fn claiming() -> impl Iterator<Item = Text<PublishStatus>> {
    PublishStatus::ALL.iter().filter(|s| s.claims()).map(|s| Text(*s))
}

/// How many the tenant has.
pub(crate) async fn count(tx: &Tx, scope: TenantScope) -> Result<u64> {
    of_tenant(scope).count(tx).await.map_err(error)
}
