//! Queries of commands: the outbox that wakes agents up. What moves one from state to state is in
//! `step`.

mod step;

use std::collections::HashMap;

use domain::{
    Result, Timestamp,
    command::{CommandAction, CommandState},
    id::{ClusterId, CommandId},
    item::ItemKey,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, sea_query::Condition,
};

pub(crate) use step::{acknowledge, end, recall, recall_lost, recall_sent, release, send};

use super::error;
use crate::{
    Tx,
    entity::{
        Id, Text,
        command::{self, ActiveModel, Column, Entity},
    },
};

/// A command as stored.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) id: CommandId,
    pub(crate) key: ItemKey,
    pub(crate) target_generation: i64,
    pub(crate) attempt: i32,
    pub(crate) not_before: Timestamp,
}

fn command_of(row: command::Model) -> Command {
    Command {
        id: row.id.0,
        key: ItemKey { kind: row.kind.0, subject: row.subject },
        target_generation: row.target_generation,
        attempt: row.attempt,
        not_before: row.not_before,
    }
}

fn of_item(cluster: ClusterId, key: &ItemKey) -> Condition {
    Condition::all()
        .add(Column::ClusterId.eq(Id(cluster)))
        .add(Column::Kind.eq(Text(key.kind)))
        .add(Column::Subject.eq(key.subject.clone()))
        .add(is_live())
}

fn is_live() -> Condition {
    Condition::all()
        .add(Column::State.is_in(CommandState::ALL.iter().copied().filter(|s| s.is_live()).map(Text)))
}

fn is_sent() -> Condition {
    Condition::all().add(Column::State.is_in([CommandState::Sent, CommandState::Acked].map(Text)))
}

/// The one live command of an item.
pub(crate) async fn live(tx: &Tx, cluster: ClusterId, key: &ItemKey) -> Result<Option<Command>> {
    let row = Entity::find().filter(of_item(cluster, key)).lock_exclusive().one(tx).await.map_err(error)?;
    Ok(row.map(command_of))
}

/// Makes sure that the item has a live command for this generation, due at `not_before`: one that is
/// there and was not sent yet waits no longer than that, one for an older generation starts anew.
/// The caller holds the lock of the cluster's counter.
pub(crate) async fn put_live(
    tx: &Tx,
    new_id: CommandId,
    cluster: ClusterId,
    (key, generation): (&ItemKey, i64),
    not_before: Timestamp,
    now: Timestamp,
) -> Result<()> {
    match live(tx, cluster, key).await? {
        Some(command) if command.target_generation == generation => {
            step::hurry(tx, command.id, not_before, now).await
        }
        Some(command) => step::retarget(tx, command.id, generation, not_before, now).await,
        None => {
            let row = ActiveModel {
                id: Set(Id(new_id)),
                // One command for each wish; a repeated wish (a lost report) is a new command.
                idempotency_key: Set(format!("{cluster}/{}/{}/{generation}/{new_id}", key.kind, key.subject)),
                cluster_id: Set(Id(cluster)),
                action: Set(Text(CommandAction::Deploy)),
                kind: Set(Text(key.kind)),
                subject: Set(key.subject.clone()),
                target_generation: Set(generation),
                state: Set(Text(CommandState::Pending)),
                attempt: Set(0),
                not_before: Set(not_before),
                session_epoch: Set(None),
                lease_until: Set(None),
                created_at: Set(now),
                updated_at: Set(now),
            };
            Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
            Ok(())
        }
    }
}

/// Commands that wait to be sent, also those whose time has not come.
pub(crate) async fn pending(tx: &Tx, cluster: ClusterId) -> Result<Vec<Command>> {
    let rows = Entity::find()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::State.eq(Text(CommandState::Pending)))
        .order_by_asc(Column::Id)
        .all(tx)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(command_of).collect())
}

/// Commands whose lease has ended without a result, always in the same order.
pub(crate) async fn lost(tx: &Tx, cluster: ClusterId, now: Timestamp) -> Result<Vec<Command>> {
    let rows = Entity::find()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(is_sent())
        .filter(Column::LeaseUntil.lte(now))
        .order_by_asc(Column::Id)
        .all(tx)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(command_of).collect())
}

/// When the first lease ends.
pub(crate) async fn next_lease_end(tx: &Tx, cluster: ClusterId) -> Result<Option<Timestamp>> {
    let row = Entity::find()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(is_sent())
        .order_by_asc(Column::LeaseUntil)
        .one(tx)
        .await
        .map_err(error)?;
    Ok(row.and_then(|row| row.lease_until))
}

/// How often the agent was told of each item that still waits.
pub(crate) async fn attempts<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    subjects: &[String],
) -> Result<HashMap<ItemKey, i32>> {
    let rows = Entity::find()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::Subject.is_in(subjects.iter().cloned()))
        .filter(is_live())
        .all(db)
        .await
        .map_err(error)?;
    let told = |row: command::Model| (ItemKey { kind: row.kind.0, subject: row.subject }, row.attempt);
    Ok(rows.into_iter().map(told).collect())
}

/// Removes every command of an item that is given up.
pub(crate) async fn forget(tx: &Tx, cluster: ClusterId, key: &ItemKey) -> Result<()> {
    Entity::delete_many()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::Kind.eq(Text(key.kind)))
        .filter(Column::Subject.eq(key.subject.clone()))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}

/// Removes those that ended before a time.
pub(crate) async fn sweep(tx: &Tx, before: Timestamp) -> Result<()> {
    Entity::delete_many()
        .filter(Column::State.is_in([CommandState::Done, CommandState::Failed].map(Text)))
        .filter(Column::UpdatedAt.lt(before))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}
