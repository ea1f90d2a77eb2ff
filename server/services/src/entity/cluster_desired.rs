//! The counter of a cluster's desired state.

use super::Id;
use domain::id::ClusterId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cluster_desired")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) cluster_id: Id<ClusterId>,
    pub(crate) hub_epoch: i64,
    pub(crate) generation: i64,
    /// Over the sorted present items.
    pub(crate) set_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
