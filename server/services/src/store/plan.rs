//! Queries of plans.

use std::collections::HashMap;

use domain::{
    Result,
    id::{PlanId, ProductId, TypedId as _},
    page::{Page, PageRequest},
    plan::{Plan, PlanSpec},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};

use super::{error, page, taken};
use crate::{
    TenantScope, Tx,
    entity::{
        Id, Js, Text,
        plan::{ActiveModel, Column, Entity, Model},
    },
    settings::Settings,
};

fn plan_of(row: Model) -> Plan {
    Plan {
        id: row.id.0,
        version: row.version,
        product_id: row.product_id.0,
        spec: PlanSpec {
            name: row.name,
            title: row.title,
            description: row.description,
            rate_limit: row.rate_limit.map(|js| js.0),
            quota: row.quota.map(|js| js.0),
            price: row.price.map(|js| js.0),
            approval: row.approval.0,
            status: row.status.0,
        },
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn row_of(scope: TenantScope, plan: &Plan) -> ActiveModel {
    let spec = &plan.spec;
    ActiveModel {
        id: Unchanged(Id(plan.id)),
        tenant_id: Set(Id(scope.tenant_id())),
        product_id: Set(Id(plan.product_id)),
        name: Set(spec.name.clone()),
        title: Set(spec.title.clone()),
        description: Set(spec.description.clone()),
        rate_limit: Set(spec.rate_limit.map(Js)),
        quota: Set(spec.quota.map(Js)),
        price: Set(spec.price.clone().map(Js)),
        approval: Set(Text(spec.approval)),
        status: Set(Text(spec.status)),
        labels: Set(Js(Default::default())),
        version: Set(plan.version),
        created_at: Set(plan.created_at),
        updated_at: Set(plan.updated_at),
    }
}

fn of_tenant(scope: TenantScope) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(Id(scope.tenant_id())))
}

/// The plans of some products, each product's in the order they were made.
pub(crate) async fn of_products<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Plan>>> {
    let rows = of_tenant(scope)
        .filter(Column::ProductId.is_in(products.iter().map(|id| Id(*id))))
        .order_by_asc(Column::Id)
        .all(db)
        .await
        .map_err(error)?;
    let mut plans: HashMap<ProductId, Vec<Plan>> = HashMap::new();
    for plan in rows.into_iter().map(plan_of) {
        plans.entry(plan.product_id).or_default().push(plan);
    }
    Ok(plans)
}

/// A product's plans in the order they were made.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    product: ProductId,
    request: &PageRequest,
    settings: &Settings,
) -> Result<Page<Plan>> {
    let query = of_tenant(scope).filter(Column::ProductId.eq(Id(product)));
    let id = |row: &Model| row.id.0.uuid();
    let rows = page::by_key(db, query, (Column::Id, Order::Asc), request, settings, id).await?;
    Ok(rows.map(plan_of))
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    product: ProductId,
    id: PlanId,
) -> Result<Option<Plan>> {
    let query = of_tenant(scope).filter(Column::Id.eq(Id(id))).filter(Column::ProductId.eq(Id(product)));
    Ok(query.one(db).await.map_err(error)?.map(plan_of))
}

/// One of them under its row's lock.
pub(crate) async fn lock(
    tx: &Tx,
    scope: TenantScope,
    product: ProductId,
    id: PlanId,
) -> Result<Option<Plan>> {
    let query = of_tenant(scope).filter(Column::Id.eq(Id(id))).filter(Column::ProductId.eq(Id(product)));
    Ok(query.lock_exclusive().one(tx).await.map_err(error)?.map(plan_of))
}

/// Those of a product's plans that the ids name, kept from changing until the transaction ends.
pub(crate) async fn lock_shared(
    tx: &Tx,
    scope: TenantScope,
    product: ProductId,
    ids: &[PlanId],
) -> Result<Vec<Plan>> {
    let query = of_tenant(scope)
        .filter(Column::ProductId.eq(Id(product)))
        .filter(Column::Id.is_in(ids.iter().map(|id| Id(*id))))
        .order_by_asc(Column::Id);
    Ok(query.lock_shared().all(tx).await.map_err(error)?.into_iter().map(plan_of).collect())
}

/// Whether another plan of the product has the name.
pub(crate) async fn name_taken(
    tx: &Tx,
    scope: TenantScope,
    product: ProductId,
    name: &str,
    own: Option<PlanId>,
) -> Result<bool> {
    let query = of_tenant(scope).filter(Column::ProductId.eq(Id(product)));
    taken(tx, query, (Column::Name, Column::Id), name, own).await
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, scope: TenantScope, plan: &Plan) -> Result<()> {
    let row = ActiveModel { id: Set(Id(plan.id)), ..row_of(scope, plan) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one that is locked.
pub(crate) async fn update(tx: &Tx, scope: TenantScope, plan: &Plan) -> Result<()> {
    Entity::update(row_of(scope, plan)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes one that is locked.
pub(crate) async fn delete(tx: &Tx, scope: TenantScope, id: PlanId) -> Result<()> {
    let of_tenant = Column::TenantId.eq(Id(scope.tenant_id()));
    Entity::delete_by_id(Id(id)).filter(of_tenant).exec(tx).await.map_err(error)?;
    Ok(())
}
