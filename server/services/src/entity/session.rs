//! A browser session.

use super::Id;
use domain::id::{SessionId, UserId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<SessionId>,
    /// SHA-256 of what the cookie carries.
    pub(crate) hash: Vec<u8>,
    /// `None` before signing in.
    pub(crate) user_id: Option<Id<UserId>>,
    pub(crate) data: Json,
    pub(crate) address: String,
    pub(crate) user_agent: String,
    pub(crate) created_at: DateTimeUtc,
    /// Written at most once a minute.
    pub(crate) touched_at: DateTimeUtc,
    pub(crate) idle_expires_at: DateTimeUtc,
    pub(crate) absolute_expires_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
