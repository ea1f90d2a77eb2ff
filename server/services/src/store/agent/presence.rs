//! Whether agents are there, as time passes.

use chrono::TimeDelta;
use domain::{
    Result, Timestamp,
    agent::{AgentState, Presence},
    id::{AgentId, ClusterId},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::Condition,
};

use super::super::{agent_session, error};
use crate::entity::{
    Id, Text,
    agent::{Column, Entity},
};

/// Whether some agent of the cluster beats in time.
pub(crate) async fn is_online<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    now: Timestamp,
    beat: TimeDelta,
) -> Result<bool> {
    let rows: Vec<(Id<AgentId>, Option<Timestamp>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::LastSeenAt])
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::State.eq(Text(AgentState::Active)))
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    let left = agent_session::left(db, &[cluster]).await?;
    let presence = |(id, seen): (Id<AgentId>, _)| Presence::after(left.get(&id.0).copied(), seen, now, beat);
    Ok(rows.into_iter().any(|row| presence(row) == Presence::Online))
}

/// Whether the presence of some agent has changed since `since` by the mere passing of time: it has
/// missed the last beat it may miss, or has not come back after its stream ended.
pub(crate) async fn presence_fell<C: ConnectionTrait>(
    db: &C,
    since: Timestamp,
    now: Timestamp,
    beat: TimeDelta,
) -> Result<bool> {
    let crossed = |age: TimeDelta| {
        Condition::all().add(Column::LastSeenAt.gt(since - age)).add(Column::LastSeenAt.lte(now - age))
    };
    let missed = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(Text(AgentState::Active)))
        .filter(
            Condition::any()
                .add(crossed(beat * Presence::STALE_AFTER))
                .add(crossed(beat * Presence::OFFLINE_AFTER)),
        )
        .limit(1)
        .into_tuple::<Id<AgentId>>()
        .one(db)
        .await
        .map_err(error)?;
    let grace = Presence::grace(beat);
    Ok(missed.is_some() || agent_session::some_left(db, since - grace, now - grace).await?)
}
