//! Conditions under which a product is used.

use super::{Id, Js, Text};
use domain::{
    id::{PlanId, ProductId, TenantId},
    labels::Labels,
    plan::{Approval, PlanRate, PlanStatus, Price, Quota},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plans")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<PlanId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) tenant_id: Id<TenantId>,
    pub(crate) product_id: Id<ProductId>,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) rate_limit: Option<Js<PlanRate>>,
    pub(crate) quota: Option<Js<Quota>>,
    pub(crate) price: Option<Js<Price>>,
    pub(crate) approval: Text<Approval>,
    pub(crate) status: Text<PlanStatus>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
