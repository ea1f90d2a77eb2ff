//! A company or a team.

use super::{Id, Js, Text};
use domain::{
    id::TenantId,
    labels::Labels,
    tenant::{Limits, TenantStatus},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<TenantId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) is_provider: bool,
    pub(crate) is_customer: bool,
    pub(crate) status: Text<TenantStatus>,
    pub(crate) hostname_suffixes: Js<Vec<String>>,
    pub(crate) limits: Js<Limits>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
