//! Queries of what the server itself remembers.

use domain::{Result, Timestamp};
use sea_orm::{ActiveValue::Set, EntityTrait as _, QuerySelect as _, sea_query::OnConflict};
use serde_json::Value;

use super::error;
use crate::{
    Tx,
    entity::server_setting::{ActiveModel, Column, Entity},
};

/// One value, under its row's lock.
pub(crate) async fn lock(tx: &Tx, key: &str) -> Result<Option<Value>> {
    let row = Entity::find_by_id(key).lock_exclusive().one(tx).await.map_err(error)?;
    Ok(row.map(|row| row.value))
}

/// Writes one value.
pub(crate) async fn put(tx: &Tx, key: &str, value: Value, now: Timestamp) -> Result<()> {
    let row = ActiveModel { key: Set(key.to_owned()), value: Set(value), updated_at: Set(now) };
    let upsert =
        OnConflict::column(Column::Key).update_columns([Column::Value, Column::UpdatedAt]).to_owned();
    Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Forgets one value.
pub(crate) async fn delete(tx: &Tx, key: &str) -> Result<()> {
    Entity::delete_by_id(key).exec(tx).await.map_err(error)?;
    Ok(())
}
