//! An identity that applies deployments in one cluster.

use super::{Id, Js, Text};
use domain::{
    Reason,
    agent::AgentState,
    id::{AgentId, ClusterId},
    labels::Labels,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agents")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<AgentId>,
    pub(crate) version: i64,
    pub(crate) labels: Js<Labels>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) cluster_id: Id<ClusterId>,
    pub(crate) name: String,
    /// Ed25519, 32 bytes.
    pub(crate) public_key: Vec<u8>,
    pub(crate) cluster_uid: String,
    pub(crate) agent_version: String,
    pub(crate) protocol_min: i32,
    pub(crate) protocol_max: i32,
    pub(crate) state: Text<AgentState>,
    /// A JWT with another one no longer counts.
    pub(crate) token_version: i32,
    pub(crate) last_seen_at: Option<DateTimeUtc>,
    /// Of its last connection, or of the last one that was refused.
    pub(crate) notice: Option<Js<Reason>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
