//! API services offered together.

use super::{Id, Js, Text};
use domain::{
    id::{ApiServiceId, ProductId, TenantId},
    labels::Labels,
    product::ProductStatus,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<ProductId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) tenant_id: Id<TenantId>,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) product_version: String,
    pub(crate) description: String,
    pub(crate) categories: Js<Vec<String>>,
    pub(crate) docs_url: Option<String>,
    pub(crate) api_services: Js<Vec<ApiServiceId>>,
    pub(crate) status: Text<ProductStatus>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
