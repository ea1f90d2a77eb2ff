//! A single-use invitation for an agent.

use super::{Id, Js};
use domain::{
    id::{AgentId, ClusterId, RegistrationTokenId},
    labels::Labels,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_tokens")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<RegistrationTokenId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) cluster_id: Id<ClusterId>,
    pub(crate) agent_name: String,
    /// First characters, for people to tell tokens apart.
    pub(crate) prefix: String,
    /// SHA-256 of the whole token.
    pub(crate) hash: Vec<u8>,
    pub(crate) created_by: String,
    pub(crate) expires_at: DateTimeUtc,
    pub(crate) used_at: Option<DateTimeUtc>,
    pub(crate) revoked_at: Option<DateTimeUtc>,
    /// Who used it; the agent's key may use it again.
    pub(crate) agent_id: Option<Id<AgentId>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
