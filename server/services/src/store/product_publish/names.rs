//! The names of what publishes refer to, with one query a noun.

use std::{collections::HashMap, hash::Hash};

use domain::{
    Result,
    id::{ClusterId, GatewayId, TypedId},
    product_publish::{ProductPublish, PublishNames},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait, QueryFilter as _, QuerySelect as _, TryGetable, Value,
};

use super::{super::error, publish_of};
use crate::entity::{Id, cluster, gateway, product, product_publish::Model};

/// What a column of text says for some of an entity's rows, by their ids.
pub(super) async fn texts<E: EntityTrait, T: TypedId + Eq + Hash>(
    db: &impl ConnectionTrait,
    (id, text): (E::Column, E::Column),
    ids: impl IntoIterator<Item = Id<T>>,
) -> Result<HashMap<T, String>>
where
    Id<T>: TryGetable + Into<Value>,
{
    let query = E::find().select_only().columns([id, text]).filter(id.is_in(ids));
    let rows: Vec<(Id<T>, String)> = query.into_tuple().all(db).await.map_err(error)?;
    Ok(rows.into_iter().map(|(id, text)| (id.0, text)).collect())
}

/// Rows with the names of what they refer to.
pub(super) async fn named<C: ConnectionTrait>(db: &C, rows: Vec<Model>) -> Result<Vec<ProductPublish>> {
    let titles = (product::Column::Id, product::Column::Title);
    let products = texts::<product::Entity, _>(db, titles, rows.iter().map(|row| row.product_id)).await?;
    let titles = (gateway::Column::Id, gateway::Column::Title);
    let ids = rows.iter().filter_map(|row| row.gateway_id);
    let gateways: HashMap<GatewayId, String> = texts::<gateway::Entity, _>(db, titles, ids).await?;
    let clusters: HashMap<ClusterId, cluster::Model> = cluster::Entity::find()
        .filter(cluster::Column::Id.is_in(rows.iter().map(|row| row.cluster_id)))
        .all(db)
        .await
        .map_err(error)?
        .into_iter()
        .map(|row| (row.id.0, row))
        .collect();
    let with_names = rows.into_iter().map(|row| {
        let cluster = clusters.get(&row.cluster_id.0);
        let names = PublishNames {
            product: products.get(&row.product_id.0).cloned().unwrap_or_default(),
            cluster: cluster.map(|c| c.title.clone()).unwrap_or_default(),
            gateway: row.gateway_id.and_then(|id| gateways.get(&id.0).cloned()).unwrap_or_default(),
            target: cluster.and_then(|c| c.found.as_ref()).map(|f| f.0.target.clone()).unwrap_or_default(),
        };
        publish_of(row, names)
    });
    Ok(with_names.collect())
}
