//! A wake-up for an agent.

use super::{Id, Text};
use domain::{
    command::{CommandAction, CommandState},
    id::{ClusterId, CommandId},
    item::ItemKind,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "commands")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<CommandId>,
    pub(crate) idempotency_key: String,
    pub(crate) cluster_id: Id<ClusterId>,
    pub(crate) action: Text<CommandAction>,
    pub(crate) kind: Text<ItemKind>,
    pub(crate) subject: String,
    pub(crate) target_generation: i64,
    pub(crate) state: Text<CommandState>,
    pub(crate) attempt: i32,
    pub(crate) not_before: DateTimeUtc,
    /// Of the stream it was sent on.
    pub(crate) session_epoch: Option<i64>,
    pub(crate) lease_until: Option<DateTimeUtc>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
