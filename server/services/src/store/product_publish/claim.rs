//! What publishes hold on a cluster, whoever's they are.

use domain::{
    Error, Result,
    id::{ClusterId, GatewayId, ProductPublishId, TenantId},
    product_publish::Environment,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, JoinType, QueryFilter as _, QuerySelect as _,
    RelationDef,
    sea_query::{Expr, ExprTrait as _, Func},
};

use super::{super::error, claiming};
use crate::{
    Tx,
    entity::{
        Id, Js, Text, product,
        product_publish::{Column, Entity},
        publish_revision,
    },
};

/// What a publish holds on a cluster.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) publish_id: ProductPublishId,
    pub(crate) tenant_id: TenantId,
    pub(crate) product: String,
    pub(crate) environment: Environment,
    pub(crate) hostnames: Vec<String>,
    pub(crate) base_path: String,
    pub(crate) gateway_id: GatewayId,
}

/// Notes with which revision a publish comes (back) to its cluster.
pub(crate) async fn set_first_revision(tx: &Tx, id: ProductPublishId, number: i32) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::FirstRevision, Expr::value(number))
        .filter(Column::Id.eq(Id(id)))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}

/// Everything that is held on a cluster, whoever holds it: what the serving revision says, the wanted
/// one, and each between them, which may have been applied while its report was dropped. Before any
/// was reported to serve, those since the publish came to the cluster. An edit that was not published
/// changes nothing there.
pub(crate) async fn claims<C: ConnectionTrait>(db: &C, cluster: ClusterId) -> Result<Vec<Held>> {
    type Row =
        (Id<ProductPublishId>, Id<TenantId>, String, Text<Environment>, Js<Vec<String>>, String, String);
    let publish: RelationDef = publish_revision::Entity::belongs_to(Entity)
        .from(publish_revision::Column::PublishId)
        .to(Column::Id)
        .into();
    let product: RelationDef =
        Entity::belongs_to(product::Entity).from(Column::ProductId).to(product::Column::Id).into();
    let column = |column| Expr::col((Entity, column));
    let oldest = [Column::ServingRevision, Column::FirstRevision, Column::CurrentRevision].map(column);
    let counts = Expr::col((publish_revision::Entity, publish_revision::Column::Number))
        .between(Func::coalesce(oldest), column(Column::CurrentRevision));
    let rows: Vec<Row> = publish_revision::Entity::find()
        .join(JoinType::InnerJoin, publish)
        .join(JoinType::InnerJoin, product)
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::Status.is_in(claiming()))
        .filter(counts)
        .select_only()
        .column(Column::Id)
        .column(Column::TenantId)
        .column(product::Column::Title)
        .column(Column::Environment)
        .column(publish_revision::Column::Hostnames)
        .column(publish_revision::Column::BasePath)
        // PostgreSQL and SQLite write this alike.
        .expr(Expr::cust(r#""publish_revisions"."snapshot" -> 'gateway' ->> 'id'"#))
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    let held = |(publish_id, tenant_id, product, environment, hostnames, base_path, gateway): Row| {
        Ok(Held {
            publish_id: publish_id.0,
            tenant_id: tenant_id.0,
            product,
            environment: environment.0,
            hostnames: hostnames.0,
            base_path,
            gateway_id: gateway.parse().map_err(|_| Error::Internal)?,
        })
    };
    rows.into_iter().map(held).collect()
}
