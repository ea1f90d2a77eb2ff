//! What an agent's connections leave: why one was refused, and who else is there.

use chrono::TimeDelta;
use domain::{
    Reason, Result, Timestamp,
    agent::{AgentState, Presence},
    id::{AgentId, ClusterId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{super::error, number};
use crate::{
    Tx,
    delivery::Hello,
    entity::{
        Id, Js, Text,
        agent::{ActiveModel, Column, Entity},
    },
};

/// Notes why an agent's connection was refused, and what it speaks; answers whether that is news.
pub(crate) async fn refused(
    tx: &Tx,
    agent: AgentId,
    cluster: ClusterId,
    hello: &Hello,
    reason: &Reason,
    now: Timestamp,
) -> Result<bool> {
    let row = Entity::find_by_id(Id(agent))
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::State.ne(Text(AgentState::Revoked)))
        .lock_exclusive()
        .one(tx)
        .await
        .map_err(error)?;
    let Some(row) = row else { return Ok(false) };
    let (protocol_min, protocol_max) = (number(hello.protocol_min), number(hello.protocol_max));
    let known =
        (row.notice.as_ref().map(|notice| &notice.0), &row.agent_version, row.protocol_min, row.protocol_max);
    if known == (Some(reason), &hello.agent_version, protocol_min, protocol_max) {
        return Ok(false);
    }
    let row = ActiveModel {
        id: Set(Id(agent)),
        agent_version: Set(hello.agent_version.clone()),
        protocol_min: Set(protocol_min),
        protocol_max: Set(protocol_max),
        notice: Set(Some(Js(reason.clone()))),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(true)
}

/// The name of another agent of the cluster that beats in time.
pub(crate) async fn other_online(
    tx: &Tx,
    cluster: ClusterId,
    agent: AgentId,
    now: Timestamp,
    beat: TimeDelta,
) -> Result<Option<String>> {
    let rows: Vec<(String, Option<Timestamp>)> = Entity::find()
        .select_only()
        .columns([Column::Name, Column::LastSeenAt])
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::Id.ne(Id(agent)))
        .filter(Column::State.eq(Text(AgentState::Active)))
        .order_by_desc(Column::LastSeenAt)
        .into_tuple()
        .all(tx)
        .await
        .map_err(error)?;
    let online = |seen: &Option<Timestamp>| Presence::of(*seen, now, beat) == Presence::Online;
    Ok(rows.into_iter().find(|(_, seen)| online(seen)).map(|(name, _)| name))
}
