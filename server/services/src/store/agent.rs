//! Queries of agents. What their connections leave is in `connection`.

mod connection;

mod presence;

use std::collections::HashMap;

use domain::{
    Reason, Result, Timestamp,
    agent::{Agent, AgentEvent, AgentState, Presence},
    id::{AgentId, ClusterId},
    labels::Labels,
    page::{Page, PageRequest},
    registration_token::RegistrationToken,
    text::replaced,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, sea_query::Expr,
};
use sha2::{Digest as _, Sha256};

pub(crate) use connection::{other_online, refused};

use super::{agent_session, error, page, taken};
use crate::{
    Ctx, Tx,
    agent::Registration,
    delivery::Hello,
    entity::{
        Id, Js, Text,
        agent::{ActiveModel, Column, Entity, Model},
    },
};

pub(crate) use presence::{is_online, presence_fell};

/// Most names that a log line holds.
const MAX_NAMES: u64 = 200;

/// What identifies an agent.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) id: AgentId,
    pub(crate) cluster: ClusterId,
    pub(crate) name: String,
    pub(crate) state: AgentState,
    pub(crate) token_version: i32,
    pub(crate) public_key: Vec<u8>,
}

fn identity_of(row: Model) -> Identity {
    Identity {
        id: row.id.0,
        cluster: row.cluster_id.0,
        name: row.name,
        state: row.state.0,
        token_version: row.token_version,
        public_key: row.public_key,
    }
}

fn agent_of(row: Model, left: &HashMap<AgentId, Timestamp>, ctx: &Ctx) -> Agent {
    let presence = match row.state.0 {
        AgentState::Active => Presence::after(
            left.get(&row.id.0).copied(),
            row.last_seen_at,
            ctx.clock.now(),
            ctx.settings.heartbeat_interval,
        ),
        AgentState::Pending | AgentState::Revoked => Presence::Offline,
    };
    let protocol = match (row.protocol_min, row.protocol_max) {
        (0, 0) => String::new(),
        (min, max) if min == max => max.to_string(),
        (min, max) => format!("{min}–{max}"),
    };
    Agent {
        id: row.id.0,
        cluster_id: row.cluster_id.0,
        name: row.name,
        state: row.state.0,
        presence,
        agent_version: row.agent_version,
        protocol,
        key_fingerprint: hex::encode(&Sha256::digest(&row.public_key)[..8]),
        last_seen_at: row.last_seen_at,
        notice: row.notice.map(|notice| notice.0.into()),
        created_at: row.created_at,
    }
}

/// The agents of a cluster, newest first.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    request: &PageRequest,
    ctx: &Ctx,
) -> Result<Page<Agent>> {
    let query = Entity::find().filter(Column::ClusterId.eq(Id(cluster)));
    let id = |row: &Model| row.id;
    let rows = page::newest_first(db, query, Column::Id, request, &ctx.settings, id).await?;
    let left = agent_session::left(db, &[cluster]).await?;
    Ok(rows.map(|row| agent_of(row, &left, ctx)))
}

/// The live agents of some clusters, for their presence.
pub(crate) async fn of_clusters<C: ConnectionTrait>(
    db: &C,
    clusters: &[ClusterId],
    ctx: &Ctx,
) -> Result<Vec<Agent>> {
    let rows = Entity::find()
        .filter(Column::ClusterId.is_in(clusters.iter().map(|id| Id(*id))))
        .filter(Column::State.ne(Text(AgentState::Revoked)))
        .all(db)
        .await
        .map_err(error)?;
    let left = agent_session::left(db, clusters).await?;
    Ok(rows.into_iter().map(|row| agent_of(row, &left, ctx)).collect())
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: AgentId, ctx: &Ctx) -> Result<Option<Agent>> {
    let Some(row) = Entity::find_by_id(Id(id)).one(db).await.map_err(error)? else { return Ok(None) };
    let left = agent_session::left(db, &[row.cluster_id.0]).await?;
    Ok(Some(agent_of(row, &left, ctx)))
}

/// What identifies one.
pub(crate) async fn identity<C: ConnectionTrait>(db: &C, id: AgentId) -> Result<Option<Identity>> {
    Ok(Entity::find_by_id(Id(id)).one(db).await.map_err(error)?.map(identity_of))
}

/// What identifies one, under its row's lock.
pub(crate) async fn lock(tx: &Tx, id: AgentId) -> Result<Option<Identity>> {
    Ok(Entity::find_by_id(Id(id)).lock_exclusive().one(tx).await.map_err(error)?.map(identity_of))
}

/// Whether an agent of the cluster that is not revoked has the name.
pub(crate) async fn name_is_live(tx: &Tx, cluster: ClusterId, name: &str) -> Result<bool> {
    let live = Entity::find()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::State.ne(Text(AgentState::Revoked)));
    taken(tx, live, (Column::Name, Column::Id), name, None::<AgentId>).await
}

/// Names of a cluster's agents whose identity counts.
pub(crate) async fn live_names(tx: &Tx, cluster: ClusterId) -> Result<Vec<String>> {
    Entity::find()
        .select_only()
        .column(Column::Name)
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::State.ne(Text(AgentState::Revoked)))
        .order_by_asc(Column::Name)
        .limit(MAX_NAMES)
        .into_tuple()
        .all(tx)
        .await
        .map_err(error)
}

fn number(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

/// Adds one that has registered.
pub(crate) async fn insert(
    tx: &Tx,
    id: AgentId,
    token: &RegistrationToken,
    registration: &Registration,
    now: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(id)),
        version: Set(1),
        labels: Set(Js(Labels::new())),
        created_at: Set(now),
        updated_at: Set(now),
        cluster_id: Set(Id(token.cluster_id)),
        name: Set(token.agent_name.clone()),
        public_key: Set(registration.public_key.clone()),
        cluster_uid: Set(registration.cluster_uid.clone()),
        agent_version: Set(registration.agent_version.clone()),
        protocol_min: Set(number(registration.protocol_min)),
        protocol_max: Set(number(registration.protocol_max)),
        state: Set(Text(AgentState::Pending)),
        token_version: Set(1),
        last_seen_at: Set(None),
        notice: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Gives it another state: tokens of the older version no longer count.
pub(crate) async fn set_state(
    tx: &Tx,
    id: AgentId,
    state: AgentState,
    token_version: i32,
    now: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(id)),
        state: Set(Text(state)),
        token_version: Set(token_version),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Notes that an agent has connected, unless it is unknown or revoked; tells its state afterwards.
pub(crate) async fn connected(
    tx: &Tx,
    agent: AgentId,
    cluster: ClusterId,
    hello: &Hello,
    notice: Option<&Reason>,
    now: Timestamp,
) -> Result<Option<AgentState>> {
    let Some(identity) = lock(tx, agent).await?.filter(|row| row.cluster == cluster) else { return Ok(None) };
    let Some(next) = identity.state.next(AgentEvent::Connect) else { return Ok(Some(identity.state)) };
    let row = ActiveModel {
        id: Set(Id(agent)),
        state: Set(Text(next)),
        agent_version: Set(replaced(&hello.agent_version)),
        protocol_min: Set(number(hello.protocol_min)),
        protocol_max: Set(number(hello.protocol_max)),
        last_seen_at: Set(Some(now)),
        notice: Set(notice.cloned().map(Js)),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(Some(next))
}

/// Notes that agents are there.
pub(crate) async fn beat(tx: &Tx, agents: &[AgentId], now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .filter(Column::Id.is_in(agents.iter().map(|id| Id(*id))))
        .filter(Column::State.eq(Text(AgentState::Active)))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}
