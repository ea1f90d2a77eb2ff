//! Queries of the audit log: inserted and read, never changed.

use domain::{
    Result, Timestamp,
    audit_event::AuditEvent,
    id::{AuditEventId, TenantId},
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryTrait as _,
};
use serde_json::Value;

use super::{error, newest_first};
use crate::{
    Tx,
    audit_event::AuditEventFilter,
    entity::{
        Id,
        audit_event::{ActiveModel, Column, Entity, Model},
    },
    settings::Settings,
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

/// Newest first.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    wanted: &AuditEventFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<AuditEvent>> {
    let query = Entity::find()
        .apply_if(wanted.tenant, |query, id| query.filter(Column::TenantId.eq(Id(id))))
        .apply_if(wanted.actor.as_ref(), |query, actor| query.filter(Column::Actor.eq(actor)))
        .apply_if(wanted.action.as_ref(), |query, action| query.filter(Column::Action.eq(action)))
        .apply_if(wanted.resource_type.as_ref(), |query, noun| query.filter(Column::ResourceType.eq(noun)))
        .apply_if(wanted.resource_id.as_ref(), |query, id| query.filter(Column::ResourceId.eq(id)))
        .apply_if(wanted.since, |query, since| query.filter(Column::At.gte(since)))
        .apply_if(wanted.until, |query, until| query.filter(Column::At.lt(until)));
    let rows = newest_first(db, query, Column::Id, page, settings, |row| row.id).await?;
    Ok(rows.map(event_of))
}

fn event_of(row: Model) -> AuditEvent {
    AuditEvent {
        id: row.id.0,
        at: row.at,
        actor: row.actor,
        tenant_id: row.tenant_id.map(|id| id.0),
        action: row.action,
        resource_type: row.resource_type,
        resource_id: row.resource_id,
        request_id: row.request_id,
        before: row.before,
        after: row.after,
    }
}
