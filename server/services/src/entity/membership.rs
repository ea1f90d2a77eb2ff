//! A person's role in a tenant.

use super::{Id, Js, Text};
use domain::{
    id::{MembershipId, TenantId, UserId},
    labels::Labels,
    role::Role,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<MembershipId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) tenant_id: Id<TenantId>,
    pub(crate) user_id: Id<UserId>,
    pub(crate) role: Text<Role>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
