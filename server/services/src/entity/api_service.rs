//! Routes, backends and policies of one API.

use super::{Id, Js};
use domain::{
    backend::Backend,
    id::{ApiServiceId, TenantId},
    labels::Labels,
    policy::Policy,
    route::Route,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_services")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<ApiServiceId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) tenant_id: Id<TenantId>,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) api_version: String,
    pub(crate) description: String,
    pub(crate) routes: Js<Vec<Route>>,
    pub(crate) backends: Js<Vec<Backend>>,
    pub(crate) policies: Js<Vec<Policy>>,
    /// The OpenAPI document it was made from, if any.
    pub(crate) openapi: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
