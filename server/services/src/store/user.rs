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
    QueryOrder as _, QuerySelect as _, QueryTrait as _, UpdateMany,
    sea_query::{Expr, ExprTrait as _},
};

use super::{by_name, error, filter, taken};
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

/// Whether somebody else has the address.
pub(crate) async fn email_taken<C: ConnectionTrait>(
    db: &C,
    email: &str,
    own: Option<UserId>,
) -> Result<bool> {
    taken(db, Entity::find(), (Column::Email, Column::Id), email, own).await
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

/// Changes the password of an active person, unless it is another one than `old` by now; tells whether
/// it has.
pub(crate) async fn change_password(
    tx: &Tx,
    id: UserId,
    old: String,
    new: String,
    now: Timestamp,
) -> Result<bool> {
    let changed = with_password(new, now)
        .filter(Column::Id.eq(Id(id)))
        .filter(Column::PasswordHash.eq(old))
        .filter(Column::Status.eq(Text(UserStatus::Active)));
    Ok(changed.exec(tx).await.map_err(error)?.rows_affected > 0)
}

/// Gives a person a password, whatever it was, and lets them sign in.
pub(crate) async fn reset_password(tx: &Tx, id: UserId, new: String, now: Timestamp) -> Result<()> {
    with_password(new, now)
        .col_expr(Column::Status, Expr::value(UserStatus::Active.as_str()))
        .filter(Column::Id.eq(Id(id)))
        .exec(tx)
        .await
        .map_err(error)?;
    Ok(())
}

fn with_password(hash: String, now: Timestamp) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
}

/// Whether a person may sign in with the password hash that the predicate knows; keeps both from
/// changing until the transaction ends.
pub(crate) async fn still_has(tx: &Tx, id: UserId, knows: impl Fn(&str) -> bool) -> Result<bool> {
    let row = Entity::find_by_id(Id(id)).lock_shared().one(tx).await.map_err(error)?;
    Ok(row.is_some_and(|row| {
        row.status.0 == UserStatus::Active && row.password_hash.as_deref().is_some_and(knows)
    }))
}
