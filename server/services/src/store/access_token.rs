//! Queries of access tokens.

use domain::{
    Result, Timestamp,
    access_token::{AccessToken, AccessTokenSpec},
    id::{AccessTokenId, TenantId, UserId},
    labels::Labels,
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
};

use super::{error, page};
use crate::{
    Tx,
    entity::{
        Id, Js,
        access_token::{ActiveModel, Column, Entity, Model},
        tenant,
    },
    settings::Settings,
};

fn token_of((row, tenant): (Model, Option<tenant::Model>)) -> AccessToken {
    AccessToken {
        id: row.id.0,
        spec: AccessTokenSpec {
            name: row.name,
            tenant: tenant.map(|t| t.slug),
            scopes: row.scopes.0,
            expires_at: row.expires_at,
        },
        prefix: row.prefix,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    }
}

async fn with_tenants<C: ConnectionTrait>(db: &C, rows: Vec<Model>) -> Result<Vec<AccessToken>> {
    let ids: Vec<_> = rows.iter().filter_map(|r| r.tenant_id).collect();
    let tenants =
        tenant::Entity::find().filter(tenant::Column::Id.is_in(ids)).all(db).await.map_err(error)?;
    let of = |row: &Model| tenants.iter().find(|t| Some(t.id) == row.tenant_id).cloned();
    Ok(rows.into_iter().map(|row| (of(&row), row)).map(|(tenant, row)| token_of((row, tenant))).collect())
}

/// What a secret stands for.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) id: AccessTokenId,
    pub(crate) owner: UserId,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) scopes: Vec<String>,
    pub(crate) last_used_at: Option<Timestamp>,
}

/// The token of a secret's hash, if it counts.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, hash: &[u8], now: Timestamp) -> Result<Option<Found>> {
    let row = Entity::find().filter(Column::Hash.eq(hash.to_vec())).one(db).await.map_err(error)?;
    let counts = |r: &Model| r.revoked_at.is_none() && r.expires_at.is_none_or(|at| at > now);
    Ok(row.filter(counts).map(|row| Found {
        id: row.id.0,
        owner: row.user_id.0,
        tenant: row.tenant_id.map(|id| id.0),
        scopes: row.scopes.0,
        last_used_at: row.last_used_at,
    }))
}

/// A person's tokens, newest first.
pub(crate) async fn of_user<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    request: &PageRequest,
    settings: &Settings,
) -> Result<Page<AccessToken>> {
    let query = Entity::find().filter(Column::UserId.eq(Id(user)));
    let id = |row: &Model| row.id;
    let Page { items, next_cursor } =
        page::newest_first(db, query, Column::Id, request, settings, id).await?;
    Ok(Page { items: with_tenants(db, items).await?, next_cursor })
}

/// One of a person's tokens.
pub(crate) async fn of_user_by_id<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    id: AccessTokenId,
) -> Result<Option<AccessToken>> {
    let row = Entity::find_by_id(Id(id)).filter(Column::UserId.eq(Id(user))).one(db).await.map_err(error)?;
    Ok(with_tenants(db, row.into_iter().collect()).await?.pop())
}

/// Adds one.
pub(crate) async fn insert(
    tx: &Tx,
    user: UserId,
    tenant: Option<TenantId>,
    token: &AccessToken,
    hash: &[u8],
) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(token.id)),
        version: Set(1),
        labels: Set(Js(Labels::new())),
        created_at: Set(token.created_at),
        updated_at: Set(token.created_at),
        user_id: Set(Id(user)),
        tenant_id: Set(tenant.map(Id)),
        name: Set(token.spec.name.clone()),
        prefix: Set(token.prefix.clone()),
        hash: Set(hash.to_vec()),
        scopes: Set(Js(token.spec.scopes.clone())),
        expires_at: Set(token.spec.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Notes that one was used.
pub(crate) async fn touch(tx: &Tx, id: AccessTokenId, now: Timestamp) -> Result<()> {
    let row = ActiveModel { id: NotSet, last_used_at: Set(Some(now)), ..Default::default() };
    Entity::update_many().set(row).filter(Column::Id.eq(Id(id))).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Takes one away for good.
pub(crate) async fn revoke(tx: &Tx, id: AccessTokenId, now: Timestamp) -> Result<()> {
    let row =
        ActiveModel { id: NotSet, revoked_at: Set(Some(now)), updated_at: Set(now), ..Default::default() };
    Entity::update_many().set(row).filter(Column::Id.eq(Id(id))).exec(tx).await.map_err(error)?;
    Ok(())
}
