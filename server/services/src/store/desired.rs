//! Queries of a cluster's desired state: counter, log, items and stored manifests.

use std::collections::HashMap;

use domain::{Result, Timestamp, id::ClusterId, item::ItemKey};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QuerySelect as _, QueryTrait as _, sea_query::OnConflict,
};

use super::error;
use crate::{
    Tx,
    desired::{ClusterDesired, DesiredItem},
    entity::{Id, Js, Text, cluster_desired, desired_item, desired_log, manifest_set},
};

fn counter_of(row: cluster_desired::Model) -> ClusterDesired {
    ClusterDesired {
        cluster_id: row.cluster_id.0,
        hub_epoch: row.hub_epoch,
        generation: row.generation,
        set_hash: row.set_hash,
    }
}

fn item_of(row: desired_item::Model) -> DesiredItem {
    DesiredItem {
        key: ItemKey { kind: row.kind.0, subject: row.subject },
        needs: row.needs.0,
        generation: row.generation,
        hash: row.hash,
    }
}

/// The counter of a new cluster.
pub(crate) async fn create_counter(tx: &Tx, cluster: ClusterId, set_hash: &str) -> Result<()> {
    let row = cluster_desired::ActiveModel {
        cluster_id: Set(Id(cluster)),
        hub_epoch: Set(1),
        generation: Set(0),
        set_hash: Set(set_hash.to_owned()),
    };
    cluster_desired::Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// The counter, without a lock.
pub(crate) async fn counter<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
) -> Result<Option<ClusterDesired>> {
    let row = cluster_desired::Entity::find_by_id(Id(cluster)).one(db).await.map_err(error)?;
    Ok(row.map(counter_of))
}

/// The counter under its lock: everything that decides from desired state holds it.
pub(crate) async fn lock(tx: &Tx, cluster: ClusterId) -> Result<Option<ClusterDesired>> {
    let row =
        cluster_desired::Entity::find_by_id(Id(cluster)).lock_exclusive().one(tx).await.map_err(error)?;
    Ok(row.map(counter_of))
}

/// Raises the counter and remembers which set the new generation stands for.
pub(crate) async fn raise(
    tx: &Tx,
    cluster: ClusterId,
    hub_epoch: i64,
    generation: i64,
    set_hash: &str,
    now: Timestamp,
) -> Result<()> {
    let row = cluster_desired::ActiveModel {
        cluster_id: Set(Id(cluster)),
        hub_epoch: Set(hub_epoch),
        generation: Set(generation),
        set_hash: Set(set_hash.to_owned()),
    };
    cluster_desired::Entity::update(row).exec(tx).await.map_err(error)?;
    let log = desired_log::ActiveModel {
        cluster_id: Set(Id(cluster)),
        generation: Set(generation),
        hub_epoch: Set(hub_epoch),
        set_hash: Set(set_hash.to_owned()),
        created_at: Set(now),
    };
    desired_log::Entity::insert(log).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Every item of a cluster, tombstones included.
pub(crate) async fn items<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
) -> Result<HashMap<ItemKey, DesiredItem>> {
    let rows = desired_item::Entity::find()
        .filter(desired_item::Column::ClusterId.eq(Id(cluster)))
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(item_of).map(|item| (item.key.clone(), item)).collect())
}

/// Some items, and perhaps others of the same subjects.
pub(crate) async fn items_of<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    keys: &[ItemKey],
) -> Result<HashMap<ItemKey, DesiredItem>> {
    let rows = desired_item::Entity::find()
        .filter(desired_item::Column::ClusterId.eq(Id(cluster)))
        .filter(desired_item::Column::Subject.is_in(keys.iter().map(|key| key.subject.clone())))
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(item_of).map(|item| (item.key.clone(), item)).collect())
}

/// One item.
pub(crate) async fn item<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    key: &ItemKey,
) -> Result<Option<DesiredItem>> {
    let row = desired_item::Entity::find_by_id((Id(cluster), Text(key.kind), key.subject.clone()))
        .one(db)
        .await
        .map_err(error)?;
    Ok(row.map(item_of))
}

/// Makes an item what it should be from now on.
pub(crate) async fn put_item(tx: &Tx, cluster: ClusterId, item: &DesiredItem, now: Timestamp) -> Result<()> {
    use desired_item::Column as C;
    let row = desired_item::ActiveModel {
        cluster_id: Set(Id(cluster)),
        kind: Set(Text(item.key.kind)),
        subject: Set(item.key.subject.clone()),
        needs: Set(Js(item.needs.clone())),
        generation: Set(item.generation),
        hash: Set(item.hash.clone()),
        updated_at: Set(now),
    };
    let on_conflict = OnConflict::columns([C::ClusterId, C::Kind, C::Subject])
        .update_columns([C::Needs, C::Generation, C::Hash, C::UpdatedAt])
        .to_owned();
    desired_item::Entity::insert(row)
        .on_conflict(on_conflict)
        .exec_without_returning(tx)
        .await
        .map_err(error)?;
    Ok(())
}

/// Forgets a tombstone that was carried out, with what was observed of it.
pub(crate) async fn collect(tx: &Tx, cluster: ClusterId, key: &ItemKey) -> Result<()> {
    let id = (Id(cluster), Text(key.kind), key.subject.clone());
    desired_item::Entity::delete_by_id(id).exec(tx).await.map_err(error)?;
    super::observation::forget(tx, cluster, key).await
}

/// Stores content under its hash; the same content is stored once.
pub(crate) async fn put_manifests(tx: &Tx, hash: &str, bytes: Vec<u8>, now: Timestamp) -> Result<()> {
    let row =
        manifest_set::ActiveModel { hash: Set(hash.to_owned()), bytes: Set(bytes), created_at: Set(now) };
    // Content that is wanted again is as young as new content to the sweep.
    let on_conflict = OnConflict::column(manifest_set::Column::Hash)
        .update_column(manifest_set::Column::CreatedAt)
        .to_owned();
    manifest_set::Entity::insert(row)
        .on_conflict(on_conflict)
        .exec_without_returning(tx)
        .await
        .map_err(error)?;
    Ok(())
}

/// Content by its hash.
pub(crate) async fn manifests<C: ConnectionTrait>(db: &C, hash: &str) -> Result<Option<Vec<u8>>> {
    let row = manifest_set::Entity::find_by_id(hash.to_owned()).one(db).await.map_err(error)?;
    Ok(row.map(|row| row.bytes))
}

/// Removes content from before a time that no item refers to.
pub(crate) async fn sweep_manifests(tx: &Tx, before: Timestamp) -> Result<()> {
    let referred = desired_item::Entity::find()
        .select_only()
        .column(desired_item::Column::Hash)
        .filter(desired_item::Column::Hash.is_not_null())
        .into_query();
    manifest_set::Entity::delete_many()
        .filter(manifest_set::Column::CreatedAt.lt(before))
        .filter(manifest_set::Column::Hash.not_in_subquery(referred))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}
