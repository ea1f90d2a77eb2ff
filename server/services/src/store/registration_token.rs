//! Queries of registration tokens.

use domain::{
    Result, Timestamp,
    id::{AgentId, ClusterId, RegistrationTokenId},
    labels::Labels,
    page::{Page, PageRequest},
    registration_token::{RegistrationToken, RegistrationTokenState},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};

use super::{error, page};
use crate::{
    Ctx, Tx,
    entity::{
        Id, Js,
        registration_token::{ActiveModel, Column, Entity, Model},
    },
};

fn token_of(row: Model, now: Timestamp) -> RegistrationToken {
    let state = RegistrationTokenState::of(row.used_at, row.revoked_at, row.expires_at, now);
    RegistrationToken {
        id: row.id.0,
        cluster_id: row.cluster_id.0,
        agent_name: row.agent_name,
        prefix: row.prefix,
        state,
        created_by: row.created_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
        agent_id: row.agent_id.map(|id| id.0),
    }
}

/// The tokens of a cluster, newest first.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    request: &PageRequest,
    ctx: &Ctx,
) -> Result<Page<RegistrationToken>> {
    let query = Entity::find().filter(Column::ClusterId.eq(Id(cluster)));
    let id = |row: &Model| row.id;
    let rows = page::newest_first(db, query, Column::Id, request, &ctx.settings, id).await?;
    let now = ctx.clock.now();
    Ok(rows.map(|row| token_of(row, now)))
}

/// One of a cluster's under its row's lock.
pub(crate) async fn lock(
    tx: &Tx,
    cluster: ClusterId,
    id: RegistrationTokenId,
    now: Timestamp,
) -> Result<Option<RegistrationToken>> {
    let row = Entity::find_by_id(Id(id))
        .filter(Column::ClusterId.eq(Id(cluster)))
        .lock_exclusive()
        .one(tx)
        .await
        .map_err(error)?;
    Ok(row.map(|row| token_of(row, now)))
}

/// The one with this digest, under its row's lock: two agents with one token queue here.
pub(crate) async fn lock_by_digest(
    tx: &Tx,
    digest: Vec<u8>,
    now: Timestamp,
) -> Result<Option<RegistrationToken>> {
    let row = Entity::find().filter(Column::Hash.eq(digest)).lock_exclusive().one(tx).await.map_err(error)?;
    Ok(row.map(|row| token_of(row, now)))
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, token: &RegistrationToken, digest: Vec<u8>) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(token.id)),
        version: Set(1),
        labels: Set(Js(Labels::new())),
        created_at: Set(token.created_at),
        updated_at: Set(token.created_at),
        cluster_id: Set(Id(token.cluster_id)),
        agent_name: Set(token.agent_name.clone()),
        prefix: Set(token.prefix.clone()),
        hash: Set(digest),
        created_by: Set(token.created_by.clone()),
        expires_at: Set(token.expires_at),
        used_at: Set(None),
        revoked_at: Set(None),
        agent_id: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Notes who used it.
pub(crate) async fn set_used(tx: &Tx, id: RegistrationTokenId, agent: AgentId, now: Timestamp) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(id)),
        used_at: Set(Some(now)),
        agent_id: Set(Some(Id(agent))),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Takes it back.
pub(crate) async fn set_revoked(tx: &Tx, id: RegistrationTokenId, now: Timestamp) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(id)),
        revoked_at: Set(Some(now)),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}
