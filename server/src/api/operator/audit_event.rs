//! `/v1/operator/audit-events`: who did what, when.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::{Result, audit_event::AuditEvent, id::TenantId, page::Page};
use services::AuditEventFilter;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        problem::Problem,
        request::{Fields, PageParams, Parameters, Query, Signed},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which lines are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Only those of this tenant.
    tenant_id: Option<TenantId>,
    /// Only this one's: an address, an agent's id, `system`.
    actor: Option<String>,
    /// Only this action: `create`, `publish` …
    action: Option<String>,
    /// Only about this noun: `cluster`, `product` …
    resource_type: Option<String>,
    /// Only about this one.
    resource_id: Option<String>,
    /// Not before this moment (RFC 3339).
    since: Option<DateTime<Utc>>,
    /// Before this moment (RFC 3339).
    until: Option<DateTime<Utc>>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self {
            tenant_id: fields.id("tenant_id"),
            actor: fields.text("actor"),
            action: fields.text("action"),
            resource_type: fields.text("resource_type"),
            resource_id: fields.text("resource_id"),
            since: fields.moment("since"),
            until: fields.moment("until"),
        }
    }
}

/// The audit log, newest first.
#[utoipa::path(
    get, path = "/v1/operator/audit-events", operation_id = "list_audit_events", tag = "Operator: audit",
    params(PageParams, FilterParams),
    responses((status = 200, body = Page<AuditEvent>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Query((page, only)): Query<(PageParams, FilterParams)>,
) -> Result<Json<Page<AuditEvent>>, Problem> {
    let filter = AuditEventFilter {
        tenant: only.tenant_id,
        actor: only.actor,
        action: only.action,
        resource_type: only.resource_type,
        resource_id: only.resource_id,
        since: only.since,
        until: only.until,
    };
    Ok(Json(state.services.audit_event.list(&signed.caller, &filter, &page.page()).await?))
}
