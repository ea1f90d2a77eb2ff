//! Revisions as what is on a cluster.

use std::collections::HashMap;

use domain::{Result, id::ProductPublishId, product_publish::PublishStatus, revision::Snapshot};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, JoinType, QueryFilter as _, QuerySelect as _,
    RelationDef,
    sea_query::{Expr, ExprTrait as _, Func},
};

use super::super::error;
use crate::{
    TenantScope,
    entity::{
        Id, Js, Text, product_publish,
        publish_revision::{Column, Entity},
    },
};

/// One revision's snapshot.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    publish: ProductPublishId,
    number: i32,
) -> Result<Option<Snapshot>> {
    let snapshot = Entity::find()
        .select_only()
        .column(Column::Snapshot)
        .filter(Column::TenantId.eq(Id(scope.tenant_id())))
        .filter(Column::PublishId.eq(Id(publish)))
        .filter(Column::Number.eq(number))
        .into_tuple::<Js<Snapshot>>()
        .one(db)
        .await
        .map_err(error)?;
    Ok(snapshot.map(|snapshot| snapshot.0))
}

/// Hostnames and base path of what each publish has on its cluster: of the revision that serves, else
/// of the one on its way.
pub(crate) async fn addresses<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    publishes: &[ProductPublishId],
) -> Result<HashMap<ProductPublishId, (Vec<String>, String)>> {
    let publish: RelationDef = Entity::belongs_to(product_publish::Entity)
        .from(Column::PublishId)
        .to(product_publish::Column::Id)
        .into();
    let number = |column| Expr::col((product_publish::Entity, column));
    let shown = Func::coalesce([
        number(product_publish::Column::ServingRevision),
        number(product_publish::Column::CurrentRevision),
    ]);
    let claiming = PublishStatus::ALL.iter().filter(|s| s.claims()).map(|s| Text(*s));
    let rows: Vec<(Id<ProductPublishId>, Js<Vec<String>>, String)> = Entity::find()
        .join(JoinType::InnerJoin, publish)
        .select_only()
        .columns([Column::PublishId, Column::Hostnames, Column::BasePath])
        .filter(Column::TenantId.eq(Id(scope.tenant_id())))
        .filter(Column::PublishId.is_in(publishes.iter().map(|id| Id(*id))))
        .filter(product_publish::Column::Status.is_in(claiming))
        .filter(Expr::col((Entity, Column::Number)).eq(shown))
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(|(id, hostnames, base_path)| (id.0, (hostnames.0, base_path))).collect())
}
