//! A template of listeners.

use super::{Id, Js};
use domain::{
    gateway::Listener,
    id::{GatewayId, TenantId},
    labels::Labels,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "gateways")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<GatewayId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) tenant_id: Id<TenantId>,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) gateway_class: Option<String>,
    pub(crate) listeners: Js<Vec<Listener>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
