//! Queries of agents.

use chrono::TimeDelta;
use domain::{
    Result, Timestamp,
    agent::{AgentState, Presence},
    id::{AgentId, ClusterId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};

use super::error;
use crate::{
    Tx,
    delivery::Hello,
    entity::{
        Id, Text,
        agent::{ActiveModel, Column, Entity},
    },
};

/// Notes that an agent has connected, unless it is unknown or revoked; tells its state afterwards.
pub(crate) async fn connected(
    tx: &Tx,
    agent: AgentId,
    cluster: ClusterId,
    hello: &Hello,
    now: Timestamp,
) -> Result<Option<AgentState>> {
    let row = Entity::find_by_id(Id(agent))
        .filter(Column::ClusterId.eq(Id(cluster)))
        .lock_exclusive()
        .one(tx)
        .await
        .map_err(error)?;
    match row.map(|row| row.state.0) {
        Some(AgentState::Pending | AgentState::Active) => {
            let version = |v: u32| i32::try_from(v).unwrap_or(i32::MAX);
            let row = ActiveModel {
                id: Set(Id(agent)),
                state: Set(Text(AgentState::Active)),
                agent_version: Set(hello.agent_version.clone()),
                protocol_min: Set(version(hello.protocol_min)),
                protocol_max: Set(version(hello.protocol_max)),
                last_seen_at: Set(Some(now)),
                updated_at: Set(now),
                ..Default::default()
            };
            Entity::update(row).exec(tx).await.map_err(error)?;
            Ok(Some(AgentState::Active))
        }
        other => Ok(other),
    }
}

/// Whether some agent of the cluster beats in time.
pub(crate) async fn is_online<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    now: Timestamp,
    beat: TimeDelta,
) -> Result<bool> {
    let rows: Vec<Option<Timestamp>> = Entity::find()
        .select_only()
        .column(Column::LastSeenAt)
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::State.eq(Text(AgentState::Active)))
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().any(|seen| Presence::of(seen, now, beat) == Presence::Online))
}
