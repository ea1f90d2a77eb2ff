//! What delivery reads and writes of publishes. It takes a cluster instead of a tenant: an agent's
//! report is about whatever lies on its own cluster.

use domain::{
    Result, Timestamp,
    id::{ClusterId, ProductPublishId, TenantId},
    item::{ItemKey, ItemKind, Observation},
    product_publish::{ItemStatus, PublishStatus},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, sea_query::Expr,
};

use super::super::{command, desired, error, observation};
use crate::{
    Tx,
    desired::DesiredItem,
    entity::{
        Id,
        product_publish::{Column, Entity},
    },
};

/// What delivery has to know of a publish.
#[derive(Debug, Clone)]
pub(crate) struct ForDelivery {
    pub(crate) tenant_id: TenantId,
    pub(crate) status: PublishStatus,
    pub(crate) current_revision: Option<i32>,
    pub(crate) serving_revision: Option<i32>,
}

/// On which cluster a publish is to be, whoever's it is.
pub(crate) async fn cluster_of(tx: &Tx, id: ProductPublishId) -> Result<Option<ClusterId>> {
    Ok(Entity::find_by_id(Id(id)).one(tx).await.map_err(error)?.map(|row| row.cluster_id.0))
}

/// A publish of a cluster under its row's lock.
pub(crate) async fn lock_for_delivery(
    tx: &Tx,
    cluster: ClusterId,
    id: ProductPublishId,
) -> Result<Option<ForDelivery>> {
    let row = Entity::find_by_id(Id(id))
        .filter(Column::ClusterId.eq(Id(cluster)))
        .lock_exclusive()
        .one(tx)
        .await
        .map_err(error)?;
    Ok(row.map(|row| ForDelivery {
        tenant_id: row.tenant_id.0,
        status: row.status.0,
        current_revision: row.current_revision,
        serving_revision: row.serving_revision,
    }))
}

/// Stores what the reports about a publish add up to. The version stays: nobody's edit is stale
/// because an agent reported.
pub(crate) async fn set_outcome(
    tx: &Tx,
    id: ProductPublishId,
    status: PublishStatus,
    message: &str,
    serving_revision: Option<i32>,
    now: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status.as_str()))
        .col_expr(Column::Message, Expr::value(message))
        .col_expr(Column::ServingRevision, Expr::value(serving_revision))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(Id(id)))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}

/// Wanted and reported, for a publish's own items and those they need, in the order of applying.
pub(crate) async fn item_statuses<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    id: ProductPublishId,
) -> Result<Vec<ItemStatus>> {
    let subject = id.to_string();
    let own =
        |key: &ItemKey| matches!(key.kind, ItemKind::Deploy | ItemKind::Access) && key.subject == subject;
    let all = desired::items(db, cluster).await?;
    let mine: Vec<&DesiredItem> = all.values().filter(|item| own(&item.key)).collect();
    // When it goes, only its own items count: what it shared lives as long as others need it.
    let going = mine.iter().all(|item| item.hash.is_none());
    let mut keys: Vec<&ItemKey> = mine.iter().map(|item| &item.key).collect();
    if !going {
        keys.extend(mine.iter().flat_map(|item| &item.needs));
    }
    keys.sort();
    keys.dedup();
    let subjects: Vec<String> = keys.iter().map(|key| key.subject.clone()).collect();
    let mut observed = observation::of_items(db, cluster, &subjects).await?;
    let attempts = command::attempts(db, cluster, &subjects).await?;
    let status = |item: &DesiredItem| {
        let observed = observed.remove(&item.key);
        let is_wanted = |o: &Observation| {
            o.generation == item.generation && item.hash.as_ref().is_none_or(|hash| *hash == o.hash)
        };
        let up_to_date = observed.as_ref().is_some_and(is_wanted);
        ItemStatus {
            generation: item.generation,
            hash: item.hash.clone(),
            observed,
            attempt: attempts.get(&item.key).copied().unwrap_or(0),
            up_to_date,
            key: item.key.clone(),
        }
    };
    Ok(keys.into_iter().filter_map(|key| all.get(key)).map(status).collect())
}
