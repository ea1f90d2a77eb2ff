//! Queries of people.

use domain::{
    Result, Timestamp,
    id::UserId,
    page::{Page, PageRequest},
    role::PlatformRole,
    user::{Locale, User, UserSpec, UserStatus},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use super::{by_name, error, filter};
use crate::{
    Tx, UserRef,
    entity::{
        Id, Js, Text,
        user::{ActiveModel, Column, Entity, Model},
    },
    settings::Settings,
    user::UserFilter,
};

/// A person with what signing in needs.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) user: UserRef,
    pub(crate) name: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) status: UserStatus,
    pub(crate) locale: Locale,
}

fn account_of(row: Model) -> Account {
    Account {
        user: UserRef { id: row.id.0, email: row.email, platform_role: row.platform_role.0 },
        name: row.name,
        password_hash: row.password_hash,
        status: row.status.0,
        locale: row.locale.0,
    }
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: UserId) -> Result<Option<Account>> {
    Ok(Entity::find_by_id(Id(id)).one(db).await.map_err(error)?.map(account_of))
}

/// By address, in lower case.
pub(crate) async fn find_by_email<C: ConnectionTrait>(db: &C, email: &str) -> Result<Option<Account>> {
    let row = Entity::find().filter(Column::Email.eq(email)).one(db).await.map_err(error)?;
    Ok(row.map(account_of))
}

/// Whether there is anybody.
pub(crate) async fn is_any<C: ConnectionTrait>(db: &C) -> Result<bool> {
    Ok(Entity::find().count(db).await.map_err(error)? > 0)
}

fn user_of(row: Model) -> User {
    User {
        id: row.id.0,
        version: row.version,
        spec: UserSpec {
            email: row.email,
            name: row.name,
            platform_role: row.platform_role.0,
            locale: row.locale.0,
            labels: row.labels.0,
        },
        status: row.status.0,
        has_password: row.password_hash.is_some(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// All columns but the password's.
fn row_of(user: &User) -> ActiveModel {
    ActiveModel {
        id: Unchanged(Id(user.id)),
        version: Set(user.version),
        labels: Set(Js(user.spec.labels.clone())),
        created_at: Set(user.created_at),
        updated_at: Set(user.updated_at),
        email: Set(user.spec.email.clone()),
        name: Set(user.spec.name.clone()),
        password_hash: NotSet,
        platform_role: Set(Text(user.spec.platform_role)),
        status: Set(Text(user.status)),
        locale: Set(Text(user.spec.locale)),
    }
}

/// By address.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    wanted: &UserFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<User>> {
    let query = Entity::find()
        .filter(filter::text([Column::Email, Column::Name], wanted.search.as_deref()))
        .filter(filter::labels(db, Column::Labels, &wanted.labels))
        .apply_if(wanted.status, |query, status| query.filter(Column::Status.eq(Text(status))));
    let rows = by_name(db, query, (Column::Email, Column::Id), page, settings, |r| (&r.email, r.id)).await?;
    Ok(rows.map(user_of))
}

/// One of them, as operators see them.
pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: UserId) -> Result<Option<User>> {
    Ok(Entity::find_by_id(Id(id)).one(db).await.map_err(error)?.map(user_of))
}

/// One of them under its row's lock.
pub(crate) async fn lock(tx: &Tx, id: UserId) -> Result<Option<User>> {
    Ok(Entity::find_by_id(Id(id)).lock_exclusive().one(tx).await.map_err(error)?.map(user_of))
}

/// The active administrators, under their rows' locks, always in the same order.
pub(crate) async fn lock_admins(tx: &Tx) -> Result<Vec<UserId>> {
    let rows = Entity::find()
        .filter(Column::PlatformRole.eq(Text(PlatformRole::Admin)))
        .filter(Column::Status.eq(Text(UserStatus::Active)))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(|row| row.id.0).collect())
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, user: &User, password_hash: Option<String>) -> Result<()> {
    let row = ActiveModel { id: Set(Id(user.id)), password_hash: Set(password_hash), ..row_of(user) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces all but the password of one that is locked.
pub(crate) async fn update(tx: &Tx, user: &User) -> Result<()> {
    Entity::update(row_of(user)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Changes the password, and lets the person sign in.
pub(crate) async fn set_password(tx: &Tx, id: UserId, hash: String, now: Timestamp) -> Result<()> {
    let row = ActiveModel {
        id: NotSet,
        password_hash: Set(Some(hash)),
        status: Set(Text(UserStatus::Active)),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update_many().set(row).filter(Column::Id.eq(Id(id))).exec(tx).await.map_err(error)?;
    Ok(())
}
