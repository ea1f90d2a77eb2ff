//! Queries of work streams: who holds a cluster's, and its epoch.

use std::collections::HashMap;

use domain::{
    Result, Timestamp,
    id::{AgentId, ClusterId},
    text::replaced,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QuerySelect as _, sea_query::OnConflict,
};

use super::error;
use crate::{
    Tx,
    delivery::{Hello, Session},
    entity::{
        Id,
        agent_session::{self, ActiveModel, Column, Entity},
    },
};

fn session_of(row: &agent_session::Model) -> Session {
    Session { cluster: row.cluster_id.0, agent: row.agent_id.0, epoch: row.session_epoch }
}

/// The newest stream of a cluster, kept from changing until the transaction ends.
pub(crate) async fn lock_shared(tx: &Tx, cluster: ClusterId) -> Result<Option<Session>> {
    let row = Entity::find_by_id(Id(cluster)).lock_shared().one(tx).await.map_err(error)?;
    Ok(row.as_ref().map(session_of))
}

/// Keeps streams of a cluster from opening and from starting anything until the transaction ends.
pub(crate) async fn lock(tx: &Tx, cluster: ClusterId) -> Result<()> {
    Entity::find_by_id(Id(cluster)).lock_exclusive().one(tx).await.map_err(error)?;
    Ok(())
}

/// Opens a newer stream; waits for transactions of the older one.
pub(crate) async fn raise(
    tx: &Tx,
    cluster: ClusterId,
    agent: AgentId,
    hello: &Hello,
    protocol: u32,
    now: Timestamp,
) -> Result<i64> {
    let protocol = i32::try_from(protocol).unwrap_or(i32::MAX);
    // Two first connections at once queue on the row, so it has to be there before it is locked.
    let first = ActiveModel {
        cluster_id: Set(Id(cluster)),
        agent_id: Set(Id(agent)),
        session_epoch: Set(0),
        replica: Set(replaced(&hello.replica)),
        instance: Set(replaced(&hello.instance)),
        protocol: Set(protocol),
        connected_at: Set(now),
        disconnected_at: Set(None),
    };
    let there = OnConflict::column(Column::ClusterId).do_nothing().to_owned();
    Entity::insert(first.clone()).on_conflict(there).exec_without_returning(tx).await.map_err(error)?;
    let before = Entity::find_by_id(Id(cluster)).lock_exclusive().one(tx).await.map_err(error)?;
    let epoch = before.map_or(0, |row| row.session_epoch) + 1;
    Entity::update(ActiveModel { session_epoch: Set(epoch), ..first }).exec(tx).await.map_err(error)?;
    Ok(epoch)
}

/// When the work stream of each of some clusters ended, by the agent that held it; only of those that
/// nobody has opened again.
pub(crate) async fn left<C: ConnectionTrait>(
    db: &C,
    clusters: &[ClusterId],
) -> Result<HashMap<AgentId, Timestamp>> {
    let rows: Vec<(Id<AgentId>, Option<Timestamp>)> = Entity::find()
        .select_only()
        .columns([Column::AgentId, Column::DisconnectedAt])
        .filter(Column::ClusterId.is_in(clusters.iter().map(|id| Id(*id))))
        .filter(Column::DisconnectedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().filter_map(|(agent, at)| Some((agent.0, at?))).collect())
}

/// Whether some cluster's stream ended after `from`, up to and including `to`.
pub(crate) async fn some_left<C: ConnectionTrait>(db: &C, from: Timestamp, to: Timestamp) -> Result<bool> {
    let row = Entity::find()
        .select_only()
        .column(Column::ClusterId)
        .filter(Column::DisconnectedAt.gt(from))
        .filter(Column::DisconnectedAt.lte(to))
        .limit(1)
        .into_tuple::<Id<ClusterId>>()
        .one(db)
        .await
        .map_err(error)?;
    Ok(row.is_some())
}

/// Notes that a stream has ended, unless a newer one has taken over.
pub(crate) async fn ended(tx: &Tx, session: Session, now: Timestamp) -> Result<()> {
    let row = Entity::find_by_id(Id(session.cluster)).lock_exclusive().one(tx).await.map_err(error)?;
    if row.is_some_and(|row| session_of(&row) == session) {
        let row = ActiveModel {
            cluster_id: Set(Id(session.cluster)),
            disconnected_at: Set(Some(now)),
            ..Default::default()
        };
        Entity::update(row).exec(tx).await.map_err(error)?;
    }
    Ok(())
}
