//! Publishes counted, and seen from outside of their tenant.

use std::collections::BTreeMap;

use domain::{
    Result,
    id::ClusterId,
    page::{Page, PageRequest},
    product_publish::{Deployment, PublishStatus},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use super::{
    super::{error, newest_first},
    names::texts,
    of_tenant,
};
use crate::{
    TenantScope,
    entity::{
        Id, Text, product,
        product_publish::{Column, Entity, Model},
        tenant,
    },
    settings::Settings,
};

/// How many publishes the tenant has in each status that occurs.
pub(crate) async fn tally<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<BTreeMap<PublishStatus, u64>> {
    let rows: Vec<(Text<PublishStatus>, i64)> = of_tenant(scope)
        .select_only()
        .column(Column::Status)
        .column_as(Column::Id.count(), "publishes")
        .group_by(Column::Status)
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(|(status, n)| (status.0, u64::try_from(n).unwrap_or(0))).collect())
}

/// Publishes that refer to a cluster, newest first, by the names of what they are.
pub(crate) async fn deployments<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<Deployment>> {
    let query = Entity::find().filter(Column::ClusterId.eq(Id(cluster)));
    let rows = newest_first(db, query, Column::Id, page, settings, |row: &Model| row.id).await?;
    let ids = rows.items.iter().map(|row| row.tenant_id);
    let tenants = texts::<tenant::Entity, _>(db, (tenant::Column::Id, tenant::Column::Name), ids).await?;
    let ids = rows.items.iter().map(|row| row.product_id);
    let products =
        texts::<product::Entity, _>(db, (product::Column::Id, product::Column::Title), ids).await?;
    Ok(rows.map(|row| Deployment {
        id: row.id.0,
        tenant: tenants.get(&row.tenant_id.0).cloned().unwrap_or_default(),
        product: products.get(&row.product_id.0).cloned().unwrap_or_default(),
        environment: row.environment.0,
        status: row.status.0,
        updated_at: row.updated_at,
    }))
}
