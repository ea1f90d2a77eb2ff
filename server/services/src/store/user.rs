//! Queries of people.

use domain::{
    Result, Timestamp,
    id::UserId,
    labels::Labels,
    name::{Email, Title},
    role::PlatformRole,
    user::{Locale, UserStatus},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
};

use super::error;
use crate::{
    Tx, UserRef,
    entity::{
        Id, Js, Text,
        user::{ActiveModel, Column, Entity, Model},
    },
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

/// A person to add.
#[derive(Debug)]
pub(crate) struct NewUser {
    pub(crate) id: UserId,
    pub(crate) email: Email,
    pub(crate) name: Title,
    pub(crate) password_hash: Option<String>,
    pub(crate) platform_role: PlatformRole,
    pub(crate) now: Timestamp,
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

/// Adds one.
pub(crate) async fn insert(tx: &Tx, user: NewUser) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(user.id)),
        version: Set(1),
        labels: Set(Js(Labels::new())),
        created_at: Set(user.now),
        updated_at: Set(user.now),
        email: Set(user.email.as_str().to_owned()),
        name: Set(user.name.as_str().to_owned()),
        password_hash: Set(user.password_hash),
        platform_role: Set(Text(user.platform_role)),
        status: Set(Text(UserStatus::Active)),
        locale: Set(Text(Locale::En)),
    };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
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
