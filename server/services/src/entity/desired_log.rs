//! Which set a generation stood for.

use super::Id;
use domain::id::ClusterId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "desired_log")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) cluster_id: Id<ClusterId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) generation: i64,
    pub(crate) hub_epoch: i64,
    pub(crate) set_hash: String,
    pub(crate) created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
