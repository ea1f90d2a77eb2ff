//! Queries of commands: the outbox that wakes agents up.

use std::collections::HashMap;

use domain::{
    Result, Timestamp,
    command::{CommandAction, CommandState},
    id::{ClusterId, CommandId},
    item::ItemKey,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Condition, Expr},
};

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

/// Makes sure that the item has a live command for this generation that waits no longer: one that is
/// there takes the newer generation and starts anew, otherwise a new one is made.
pub(crate) async fn put_live(
    tx: &Tx,
    new_id: CommandId,
    cluster: ClusterId,
    key: &ItemKey,
    generation: i64,
    now: Timestamp,
) -> Result<()> {
    match live(tx, cluster, key).await? {
        Some(command) if command.target_generation == generation => {
            Entity::update_many()
                .col_expr(Column::NotBefore, Expr::value(now))
                .filter(Column::Id.eq(Id(command.id)))
                .filter(Column::State.eq(Text(CommandState::Pending)))
                .exec(tx)
                .await
                .map_err(error)?;
            Ok(())
        }
        Some(command) => {
            let row = ActiveModel {
                id: Set(Id(command.id)),
                target_generation: Set(generation),
                state: Set(Text(CommandState::Pending)),
                attempt: Set(0),
                not_before: Set(now),
                lease_until: Set(None),
                updated_at: Set(now),
                ..Default::default()
            };
            Entity::update(row).exec(tx).await.map_err(error)?;
            Ok(())
        }
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
                not_before: Set(now),
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

/// Commands whose lease has ended without a result.
pub(crate) async fn expired(tx: &Tx, cluster: ClusterId, now: Timestamp) -> Result<Vec<Command>> {
    let rows = Entity::find()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(is_sent())
        .filter(Column::LeaseUntil.lte(now))
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

/// Leases a command to a stream.
pub(crate) async fn send(
    tx: &Tx,
    id: CommandId,
    session_epoch: i64,
    attempt: i32,
    lease_until: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(id)),
        state: Set(Text(CommandState::Sent)),
        attempt: Set(attempt),
        session_epoch: Set(Some(session_epoch)),
        lease_until: Set(Some(lease_until)),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Notes that the agent works on a try; an Ack of an older try changes nothing.
pub(crate) async fn acknowledge(
    tx: &Tx,
    cluster: ClusterId,
    id: CommandId,
    attempt: i32,
    lease_until: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(CommandState::Acked.as_str()))
        .col_expr(Column::LeaseUntil, Expr::value(lease_until))
        .filter(Column::Id.eq(Id(id)))
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::Attempt.eq(attempt))
        .filter(Column::State.eq(Text(CommandState::Sent)))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}

/// Lets a command wait for its next try.
pub(crate) async fn retry(tx: &Tx, id: CommandId, not_before: Timestamp) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(id)),
        state: Set(Text(CommandState::Pending)),
        not_before: Set(not_before),
        lease_until: Set(None),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Ends a command.
pub(crate) async fn finish(tx: &Tx, id: CommandId, done: bool) -> Result<()> {
    let state = if done { CommandState::Done } else { CommandState::Failed };
    let row = ActiveModel {
        id: Set(Id(id)),
        state: Set(Text(state)),
        lease_until: Set(None),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}

/// A new stream starts over: whatever an older one had taken is due at once, and so is what waited.
pub(crate) async fn release(tx: &Tx, cluster: ClusterId, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(CommandState::Pending.as_str()))
        .col_expr(Column::NotBefore, Expr::value(now))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<Timestamp>::None))
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(is_live())
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
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
