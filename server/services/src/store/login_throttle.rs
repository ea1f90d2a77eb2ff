//! Queries of failed logins.

use domain::{Result, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::OnConflict,
};

use super::error;
use crate::{
    Tx,
    entity::login_throttle::{ActiveModel, Column, Entity},
};

/// Attempts under one key.
#[derive(Debug, Clone)]
pub(crate) struct Attempts {
    pub(crate) count: i32,
    pub(crate) first_at: Timestamp,
    pub(crate) blocked_until: Option<Timestamp>,
}

/// The count under a key, under its row's lock. The row is made first: what is not there cannot be
/// locked, and of a burst each would count as the first.
pub(crate) async fn lock(tx: &Tx, key: &str, now: Timestamp) -> Result<Attempts> {
    let none = Attempts { count: 0, first_at: now, blocked_until: None };
    let there = OnConflict::column(Column::Key).do_nothing().to_owned();
    Entity::insert(row_of(key, &none)).on_conflict(there).exec_without_returning(tx).await.map_err(error)?;
    let row = Entity::find_by_id(key).lock_exclusive().one(tx).await.map_err(error)?;
    let attempts =
        row.map(|r| Attempts { count: r.failures, first_at: r.first_at, blocked_until: r.blocked_until });
    Ok(attempts.unwrap_or(none))
}

fn row_of(key: &str, attempts: &Attempts) -> ActiveModel {
    ActiveModel {
        key: Set(key.to_owned()),
        failures: Set(attempts.count),
        first_at: Set(attempts.first_at),
        blocked_until: Set(attempts.blocked_until),
    }
}

/// Writes the count under a key.
pub(crate) async fn put(tx: &Tx, key: &str, attempts: &Attempts) -> Result<()> {
    let columns = [Column::Failures, Column::FirstAt, Column::BlockedUntil];
    let upsert = OnConflict::column(Column::Key).update_columns(columns).to_owned();
    Entity::insert(row_of(key, attempts))
        .on_conflict(upsert)
        .exec_without_returning(tx)
        .await
        .map_err(error)?;
    Ok(())
}

/// Forgets a key.
pub(crate) async fn clear(tx: &Tx, key: &str) -> Result<()> {
    Entity::delete_by_id(key).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Forgets what began before.
pub(crate) async fn sweep(tx: &Tx, before: Timestamp) -> Result<()> {
    Entity::delete_many().filter(Column::FirstAt.lt(before)).exec(tx).await.map_err(error)?;
    Ok(())
}
