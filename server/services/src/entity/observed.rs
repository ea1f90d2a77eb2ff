//! The newest report about an item.

use super::{Id, Js, Text};
use domain::{
    id::ClusterId,
    item::{ItemKind, Phase, ResourceStatus},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "observed")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) cluster_id: Id<ClusterId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) kind: Text<ItemKind>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) subject: String,
    pub(crate) generation: i64,
    pub(crate) hash: String,
    pub(crate) phase: Text<Phase>,
    pub(crate) message: String,
    pub(crate) resources: Js<Vec<ResourceStatus>>,
    /// Trying again cannot help.
    pub(crate) terminal: bool,
    pub(crate) report_seq: i64,
    pub(crate) reported_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
