//! A command's way from state to state. Every step is a conditional update: it says from which states
//! it leads, and one that comes late changes nothing.

use domain::{
    Result, Timestamp,
    command::{CommandEvent, CommandState},
    id::{ClusterId, CommandId},
    item::ItemKey,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, UpdateMany, sea_query::Expr};

use super::{super::error, Command, is_sent, of_item};
use crate::{
    Tx,
    entity::{
        Id, Text,
        command::{Column, Entity},
    },
};

const NO_LEASE: Option<Timestamp> = None;

/// The update of an event, from every state that it leads out of; whose commands is to be added.
fn update(event: CommandEvent, now: Timestamp) -> UpdateMany<Entity> {
    let from = CommandState::ALL.iter().copied().filter(|state| state.next(event).is_some());
    let to = from.clone().find_map(|state| state.next(event));
    Entity::update_many()
        .col_expr(Column::State, Expr::value(to.map(CommandState::as_str)))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::State.is_in(from.map(Text)))
}

async fn run(tx: &Tx, update: UpdateMany<Entity>) -> Result<u64> {
    Ok(update.exec(tx).await.map_err(error)?.rows_affected)
}

/// Leases a command's next try to a stream; `false` when it is not as it was seen.
pub(crate) async fn send(
    tx: &Tx,
    seen: &Command,
    session_epoch: i64,
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let update = update(CommandEvent::Send, now)
        .col_expr(Column::Attempt, Expr::value(seen.attempt + 1))
        .col_expr(Column::SessionEpoch, Expr::value(session_epoch))
        .col_expr(Column::LeaseUntil, Expr::value(lease_until))
        .filter(Column::Id.eq(Id(seen.id)))
        .filter(Column::Attempt.eq(seen.attempt))
        .filter(Column::TargetGeneration.eq(seen.target_generation));
    Ok(run(tx, update).await? == 1)
}

/// Notes that the agent works on a try; an Ack of an older try changes nothing.
pub(crate) async fn acknowledge(
    tx: &Tx,
    cluster: ClusterId,
    (id, attempt): (CommandId, i32),
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let update = update(CommandEvent::Ack, now)
        .col_expr(Column::LeaseUntil, Expr::value(lease_until))
        .filter(Column::Id.eq(Id(id)))
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::Attempt.eq(attempt));
    run(tx, update).await.map(drop)
}

/// Lets a command wait for its next try.
pub(crate) async fn recall(tx: &Tx, id: CommandId, not_before: Timestamp, now: Timestamp) -> Result<()> {
    let update = update(CommandEvent::Recall, now)
        .col_expr(Column::NotBefore, Expr::value(not_before))
        .col_expr(Column::LeaseUntil, Expr::value(NO_LEASE))
        .filter(Column::Id.eq(Id(id)));
    run(tx, update).await.map(drop)
}

/// A command that was sent is due again; answers whether the item has one.
pub(crate) async fn recall_sent(tx: &Tx, cluster: ClusterId, key: &ItemKey, now: Timestamp) -> Result<bool> {
    let update = update(CommandEvent::Recall, now)
        .col_expr(Column::NotBefore, Expr::value(now))
        .col_expr(Column::LeaseUntil, Expr::value(NO_LEASE))
        .filter(of_item(cluster, key))
        .filter(is_sent());
    Ok(run(tx, update).await? > 0)
}

/// Lets a command wait whose lease has ended, unless something came of that try meanwhile.
pub(crate) async fn recall_lost(
    tx: &Tx,
    lost: &Command,
    not_before: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let update = update(CommandEvent::Recall, now)
        .col_expr(Column::NotBefore, Expr::value(not_before))
        .col_expr(Column::LeaseUntil, Expr::value(NO_LEASE))
        .filter(Column::Id.eq(Id(lost.id)))
        .filter(Column::Attempt.eq(lost.attempt))
        .filter(Column::LeaseUntil.lte(now));
    run(tx, update).await.map(drop)
}

/// Ends an item's live command, if there is one: [`CommandEvent::Complete`] or
/// [`CommandEvent::Refuse`].
pub(crate) async fn end(
    tx: &Tx,
    cluster: ClusterId,
    key: &ItemKey,
    event: CommandEvent,
    now: Timestamp,
) -> Result<()> {
    let update =
        update(event, now).col_expr(Column::LeaseUntil, Expr::value(NO_LEASE)).filter(of_item(cluster, key));
    run(tx, update).await.map(drop)
}

/// A new stream starts over: whatever an older one had taken is due at once, and so is what waited.
pub(crate) async fn release(tx: &Tx, cluster: ClusterId, now: Timestamp) -> Result<()> {
    let update = update(CommandEvent::Recall, now)
        .col_expr(Column::NotBefore, Expr::value(now))
        .col_expr(Column::LeaseUntil, Expr::value(NO_LEASE))
        .filter(Column::ClusterId.eq(Id(cluster)));
    run(tx, update).await.map(drop)
}

/// A command that waits is due at `not_before`, or earlier if it was.
pub(super) async fn hurry(tx: &Tx, id: CommandId, not_before: Timestamp, now: Timestamp) -> Result<()> {
    let update = update(CommandEvent::Recall, now)
        .col_expr(Column::NotBefore, Expr::value(not_before))
        .filter(Column::Id.eq(Id(id)))
        .filter(Column::State.eq(Text(CommandState::Pending)))
        .filter(Column::NotBefore.gt(not_before));
    run(tx, update).await.map(drop)
}

/// A newer wish takes the command over: it starts anew.
pub(super) async fn retarget(
    tx: &Tx,
    id: CommandId,
    generation: i64,
    not_before: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let update = update(CommandEvent::Recall, now)
        .col_expr(Column::TargetGeneration, Expr::value(generation))
        .col_expr(Column::Attempt, Expr::value(0))
        .col_expr(Column::NotBefore, Expr::value(not_before))
        .col_expr(Column::LeaseUntil, Expr::value(NO_LEASE))
        .filter(Column::Id.eq(Id(id)));
    run(tx, update).await.map(drop)
}
