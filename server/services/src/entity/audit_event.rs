//! One line of the audit log; never changed.

use super::Id;
use domain::id::{AuditEventId, TenantId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<AuditEventId>,
    pub(crate) at: DateTimeUtc,
    pub(crate) actor: String,
    pub(crate) tenant_id: Option<Id<TenantId>>,
    pub(crate) action: String,
    pub(crate) resource_type: String,
    pub(crate) resource_id: String,
    pub(crate) request_id: String,
    pub(crate) before: Option<Json>,
    pub(crate) after: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
