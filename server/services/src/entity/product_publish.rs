//! A product on one cluster in one environment.

use super::{Id, Js, Text};
use domain::{
    id::{ApiServiceId, ClusterId, GatewayId, PlanId, ProductId, ProductPublishId, TenantId},
    labels::Labels,
    product_publish::{AuthConfig, AuthMode, Environment, PublishStatus, Visibility},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "product_publishes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<ProductPublishId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) tenant_id: Id<TenantId>,
    pub(crate) product_id: Id<ProductId>,
    pub(crate) cluster_id: Id<ClusterId>,
    pub(crate) environment: Text<Environment>,
    pub(crate) gateway_id: Option<Id<GatewayId>>,
    pub(crate) hostnames: Js<Vec<String>>,
    pub(crate) base_path: String,
    pub(crate) auth_mode: Text<AuthMode>,
    pub(crate) auth_config: Js<AuthConfig>,
    pub(crate) api_services: Js<Vec<ApiServiceId>>,
    pub(crate) plans: Js<Vec<PlanId>>,
    pub(crate) visibility: Text<Visibility>,
    pub(crate) status: Text<PublishStatus>,
    pub(crate) message: String,
    /// Number of the revision that is wanted.
    pub(crate) current_revision: Option<i32>,
    /// Number of the revision that serves, as reported.
    pub(crate) serving_revision: Option<i32>,
    /// Number of the revision with which it came to its cluster.
    pub(crate) first_revision: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
