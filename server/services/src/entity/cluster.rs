//! Where publishes go.

use super::{Id, Js, Text};
use domain::{
    cluster::{Capability, ClusterStatus, FoundCapabilities, ProtocolPin},
    id::{ClusterId, TenantId},
    labels::Labels,
    product_publish::Environment,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "clusters")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<ClusterId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) region: String,
    pub(crate) environments: Js<Vec<Environment>>,
    /// `None` for every provider.
    pub(crate) tenants: Option<Js<Vec<TenantId>>>,
    pub(crate) status: Text<ClusterStatus>,
    pub(crate) gateway_class: String,
    pub(crate) declared: Js<Vec<Capability>>,
    /// `None` before an agent's first connection.
    pub(crate) found: Option<Js<FoundCapabilities>>,
    pub(crate) protocol_pin: Text<ProtocolPin>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
