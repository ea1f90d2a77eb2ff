//! Who holds a cluster's work stream.

use super::Id;
use domain::id::{AgentId, ClusterId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent_sessions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) cluster_id: Id<ClusterId>,
    pub(crate) agent_id: Id<AgentId>,
    /// Rises with every connection.
    pub(crate) session_epoch: i64,
    /// The server process that holds it.
    pub(crate) replica: String,
    /// The agent process that holds it.
    pub(crate) instance: String,
    pub(crate) protocol: i32,
    pub(crate) connected_at: DateTimeUtc,
    pub(crate) disconnected_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
