//! A frozen snapshot of a publish; never changed.

use super::{Id, Js};
use domain::{
    id::{ProductPublishId, RevisionId, TenantId},
    revision::Snapshot,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "publish_revisions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<RevisionId>,
    pub(crate) tenant_id: Id<TenantId>,
    pub(crate) publish_id: Id<ProductPublishId>,
    pub(crate) number: i32,
    pub(crate) snapshot: Js<Snapshot>,
    /// Of the snapshot: what the revision claims on its cluster.
    pub(crate) hostnames: Js<Vec<String>>,
    /// Of the snapshot.
    pub(crate) base_path: String,
    /// SHA-256 of the snapshot.
    pub(crate) spec_hash: String,
    pub(crate) author: String,
    pub(crate) note: String,
    pub(crate) created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
