//! One unit of a cluster's desired state.

use super::{Id, Js, Text};
use domain::{
    id::ClusterId,
    item::{ItemKey, ItemKind},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "desired_items")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) cluster_id: Id<ClusterId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) kind: Text<ItemKind>,
    /// `ten_…`, `gtw_…` or `pub_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) subject: String,
    /// Items that must be settled before it is applied, and that outlive it when it goes.
    pub(crate) needs: Js<Vec<ItemKey>>,
    /// The cluster's counter at its last change.
    pub(crate) generation: i64,
    /// Of its manifest set; `None` is a tombstone.
    pub(crate) hash: Option<String>,
    pub(crate) updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
