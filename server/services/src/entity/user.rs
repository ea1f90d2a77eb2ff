//! A person.

use super::{Id, Js, Text};
use domain::{
    id::UserId,
    labels::Labels,
    role::PlatformRole,
    user::{Locale, UserStatus},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<UserId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) email: String,
    pub(crate) name: String,
    /// argon2id in PHC form; `None` for those who sign in elsewhere.
    pub(crate) password_hash: Option<String>,
    pub(crate) platform_role: Text<PlatformRole>,
    pub(crate) status: Text<UserStatus>,
    pub(crate) locale: Text<Locale>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
