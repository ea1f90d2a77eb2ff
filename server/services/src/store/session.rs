//! Queries of browser sessions.

use domain::{
    Result, Timestamp,
    id::{SessionId, UserId},
    page::{Page, PageRequest},
    session::Session,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    sea_query::Condition,
};
use serde_json::Value;

use super::{error, page};
use crate::{
    Tx,
    entity::{
        Id,
        session::{ActiveModel, Column, Entity, Model},
    },
    settings::Settings,
};

/// What the transport keeps of a session.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    pub(crate) user: Option<UserId>,
    pub(crate) data: Value,
    pub(crate) address: String,
    pub(crate) user_agent: String,
}

/// When a session begins and ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) now: Timestamp,
    pub(crate) idle_until: Timestamp,
    pub(crate) until: Timestamp,
}

/// A session that was found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) id: SessionId,
    pub(crate) touched_at: Timestamp,
    pub(crate) contents: Contents,
}

/// The session of a cookie, unless it has ended.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, hash: &[u8], now: Timestamp) -> Result<Option<Found>> {
    let row = Entity::find()
        .filter(Column::Hash.eq(hash.to_vec()))
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
        .one(db)
        .await
        .map_err(error)?;
    Ok(row.map(|row| Found {
        id: row.id.0,
        touched_at: row.touched_at,
        contents: Contents {
            user: row.user_id.map(|id| id.0),
            data: row.data,
            address: row.address,
            user_agent: row.user_agent,
        },
    }))
}

/// Whether one has not ended.
pub(crate) async fn is_open<C: ConnectionTrait>(db: &C, id: SessionId, now: Timestamp) -> Result<bool> {
    let open = Entity::find_by_id(Id(id))
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
        .count(db)
        .await
        .map_err(error)?;
    Ok(open > 0)
}

/// Adds one.
pub(crate) async fn insert(
    tx: &Tx,
    id: SessionId,
    hash: &[u8],
    contents: Contents,
    times: Times,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(id)),
        hash: Set(hash.to_vec()),
        user_id: Set(contents.user.map(Id)),
        data: Set(contents.data),
        address: Set(contents.address),
        user_agent: Set(contents.user_agent),
        created_at: Set(times.now),
        touched_at: Set(times.now),
        idle_expires_at: Set(times.idle_until),
        absolute_expires_at: Set(times.until),
    };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Changes what one holds. One that was deleted meanwhile stays deleted.
pub(crate) async fn update(tx: &Tx, hash: &[u8], contents: Contents) -> Result<()> {
    let row = ActiveModel {
        id: NotSet,
        user_id: Set(contents.user.map(Id)),
        data: Set(contents.data),
        address: Set(contents.address),
        user_agent: Set(contents.user_agent),
        ..Default::default()
    };
    Entity::update_many().set(row).filter(Column::Hash.eq(hash.to_vec())).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Notes that one was used.
pub(crate) async fn touch(tx: &Tx, id: SessionId, now: Timestamp, idle_until: Timestamp) -> Result<()> {
    let row = ActiveModel { touched_at: Set(now), idle_expires_at: Set(idle_until), ..Default::default() };
    Entity::update_many().set(row).filter(Column::Id.eq(Id(id))).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes the session of a cookie.
pub(crate) async fn delete(tx: &Tx, hash: &[u8]) -> Result<()> {
    Entity::delete_many().filter(Column::Hash.eq(hash.to_vec())).exec(tx).await.map_err(error)?;
    Ok(())
}

/// A person's sessions that have not ended, newest first.
pub(crate) async fn of_user<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    now: Timestamp,
    request: &PageRequest,
    settings: &Settings,
) -> Result<Page<Session>> {
    let query = Entity::find()
        .filter(Column::UserId.eq(Id(user)))
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now));
    let id = |row: &Model| row.id;
    let rows = page::newest_first(db, query, Column::Id, request, settings, id).await?;
    Ok(rows.map(|row| Session {
        id: row.id.0,
        address: row.address,
        user_agent: row.user_agent,
        created_at: row.created_at,
        touched_at: row.touched_at,
        expires_at: row.idle_expires_at.min(row.absolute_expires_at),
        current: false,
    }))
}

/// Ends one of a person's sessions; tells whether there was one.
pub(crate) async fn end(tx: &Tx, user: UserId, id: SessionId) -> Result<bool> {
    let gone = Entity::delete_many()
        .filter(Column::UserId.eq(Id(user)))
        .filter(Column::Id.eq(Id(id)))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(gone.rows_affected > 0)
}

/// Ends all of a person's sessions, but the one to keep.
pub(crate) async fn end_all(tx: &Tx, user: UserId, keep: Option<SessionId>) -> Result<()> {
    let others = keep.map_or(Condition::all(), |id| Condition::all().add(Column::Id.ne(Id(id))));
    Entity::delete_many().filter(Column::UserId.eq(Id(user))).filter(others).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes those that have ended.
pub(crate) async fn sweep(tx: &Tx, now: Timestamp) -> Result<()> {
    let ended = Condition::any().add(Column::IdleExpiresAt.lte(now)).add(Column::AbsoluteExpiresAt.lte(now));
    Entity::delete_many().filter(ended).exec(tx).await.map_err(error)?;
    Ok(())
}
