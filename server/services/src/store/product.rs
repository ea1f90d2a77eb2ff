//! Queries of products.

use domain::{
    Result,
    id::{ApiServiceId, ProductId},
    page::{Page, PageRequest},
    plan::Plan,
    product::{Product, ProductSpec},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};

use super::{by_name, error, filter, plan, taken};
use crate::{
    TenantScope, Tx,
    entity::{
        Id, Js, Text,
        product::{ActiveModel, Column, Entity, Model},
    },
    product::ProductFilter,
    settings::Settings,
};

fn product_of(row: Model, plans: Vec<Plan>) -> Product {
    Product {
        id: row.id.0,
        version: row.version,
        spec: ProductSpec {
            name: row.name,
            title: row.title,
            product_version: row.product_version,
            description: row.description,
            categories: row.categories.0,
            docs_url: row.docs_url,
            api_services: row.api_services.0,
            status: row.status.0,
            labels: row.labels.0,
        },
        plans,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn row_of(scope: TenantScope, product: &Product) -> ActiveModel {
    let spec = &product.spec;
    ActiveModel {
        id: Unchanged(Id(product.id)),
        tenant_id: Set(Id(scope.tenant_id())),
        name: Set(spec.name.clone()),
        title: Set(spec.title.clone()),
        product_version: Set(spec.product_version.clone()),
        description: Set(spec.description.clone()),
        categories: Set(Js(spec.categories.clone())),
        docs_url: Set(spec.docs_url.clone()),
        api_services: Set(Js(spec.api_services.clone())),
        status: Set(Text(spec.status)),
        labels: Set(Js(spec.labels.clone())),
        version: Set(product.version),
        created_at: Set(product.created_at),
        updated_at: Set(product.updated_at),
    }
}

fn of_tenant(scope: TenantScope) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(Id(scope.tenant_id())))
}

/// By name, with their plans.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    wanted: &ProductFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<Product>> {
    let mut query = of_tenant(scope)
        .filter(filter::text([Column::Name, Column::Title], wanted.search.as_deref()))
        .filter(filter::labels(db, Column::Labels, &wanted.labels));
    if let Some(status) = wanted.status {
        query = query.filter(Column::Status.eq(Text(status)));
    }
    let rows = by_name(db, query, (Column::Name, Column::Id), page, settings, |r| (&r.name, r.id)).await?;
    let ids: Vec<ProductId> = rows.items.iter().map(|row| row.id.0).collect();
    let mut plans = plan::of_products(db, scope, &ids).await?;
    Ok(rows.map(|row| {
        let plans = plans.remove(&row.id.0).unwrap_or_default();
        product_of(row, plans)
    }))
}

async fn with_plans<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: Option<Model>,
) -> Result<Option<Product>> {
    let Some(row) = row else { return Ok(None) };
    let plans = plan::of_products(db, scope, &[row.id.0]).await?.remove(&row.id.0).unwrap_or_default();
    Ok(Some(product_of(row, plans)))
}

/// One of them, with its plans.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: ProductId,
) -> Result<Option<Product>> {
    let row = of_tenant(scope).filter(Column::Id.eq(Id(id))).one(db).await.map_err(error)?;
    with_plans(db, scope, row).await
}

/// One of them under its row's lock, with its plans.
pub(crate) async fn lock(tx: &Tx, scope: TenantScope, id: ProductId) -> Result<Option<Product>> {
    let row = of_tenant(scope).filter(Column::Id.eq(Id(id))).lock_exclusive().one(tx).await.map_err(error)?;
    with_plans(tx, scope, row).await
}

/// Titles of the products that offer a service.
pub(crate) async fn titles_using_service(
    tx: &Tx,
    scope: TenantScope,
    service: ApiServiceId,
) -> Result<Vec<String>> {
    let rows: Vec<(String, Js<Vec<ApiServiceId>>)> = of_tenant(scope)
        .select_only()
        .columns([Column::Title, Column::ApiServices])
        .order_by_asc(Column::Name)
        .into_tuple()
        .all(tx)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().filter(|(_, ids)| ids.0.contains(&service)).map(|(title, _)| title).collect())
}

/// Whether another one of the tenant has the name.
pub(crate) async fn name_taken(
    tx: &Tx,
    scope: TenantScope,
    name: &str,
    own: Option<ProductId>,
) -> Result<bool> {
    taken(tx, of_tenant(scope), (Column::Name, Column::Id), name, own).await
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, scope: TenantScope, product: &Product) -> Result<()> {
    let row = ActiveModel { id: Set(Id(product.id)), ..row_of(scope, product) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one that is locked; its plans stay.
pub(crate) async fn update(tx: &Tx, scope: TenantScope, product: &Product) -> Result<()> {
    Entity::update(row_of(scope, product)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes one that is locked, with its plans.
pub(crate) async fn delete(tx: &Tx, scope: TenantScope, id: ProductId) -> Result<()> {
    let of_tenant = Column::TenantId.eq(Id(scope.tenant_id()));
    Entity::delete_by_id(Id(id)).filter(of_tenant).exec(tx).await.map_err(error)?;
    Ok(())
}

/// How many the tenant has.
pub(crate) async fn count(tx: &Tx, scope: TenantScope) -> Result<u64> {
    of_tenant(scope).count(tx).await.map_err(error)
}
