//! One line of the audit log: who did what, when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{AuditEventId, TenantId};

/// A line of the audit log; never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: an address, an access token, an agent or the program itself.
    pub actor: String,
    /// In which tenant; `null` under operator.
    pub tenant_id: Option<TenantId>,
    /// What was done: `create`, `update`, `publish` …
    pub action: String,
    /// To what: `cluster`, `product` …
    pub resource_type: String,
    /// To which one.
    pub resource_id: String,
    /// Of which request; the same as in logs and answers.
    pub request_id: String,
    /// What it was, without secrets; `null` when it was not there.
    pub before: Option<Value>,
    /// What it became, or details, without secrets; `null` when it is gone.
    pub after: Option<Value>,
}
