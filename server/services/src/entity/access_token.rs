//! A script's credential.

use super::{Id, Js};
use domain::{
    id::{AccessTokenId, TenantId, UserId},
    labels::Labels,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "access_tokens")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<AccessTokenId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) user_id: Id<UserId>,
    /// `None` reaches every tenant of the user.
    pub(crate) tenant_id: Option<Id<TenantId>>,
    pub(crate) name: String,
    /// First characters, for people to tell tokens apart.
    pub(crate) prefix: String,
    /// SHA-256 of the whole token.
    pub(crate) hash: Vec<u8>,
    pub(crate) scopes: Js<Vec<String>>,
    pub(crate) expires_at: Option<DateTimeUtc>,
    /// Written at most once a minute.
    pub(crate) last_used_at: Option<DateTimeUtc>,
    pub(crate) revoked_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
