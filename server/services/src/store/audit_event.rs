//! Queries of the audit log: inserted and read, never changed.

use domain::{
    Result, Timestamp,
    id::{AuditEventId, TenantId},
};
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde_json::Value;

use super::error;
use crate::{
    Tx,
    entity::{
        Id,
        audit_event::{ActiveModel, Entity},
    },
};

/// A line to write, its secrets already taken out.
#[derive(Debug)]
pub(crate) struct NewEvent {
    pub(crate) id: AuditEventId,
    pub(crate) at: Timestamp,
    pub(crate) actor: String,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) action: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) resource_id: String,
    pub(crate) request_id: String,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

/// Writes one line.
pub(crate) async fn insert(tx: &Tx, event: NewEvent) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(event.id)),
        at: Set(event.at),
        actor: Set(event.actor),
        tenant_id: Set(event.tenant.map(Id)),
        action: Set(event.action.to_owned()),
        resource_type: Set(event.resource.to_owned()),
        resource_id: Set(event.resource_id),
        request_id: Set(event.request_id),
        before: Set(event.before),
        after: Set(event.after),
    };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}
