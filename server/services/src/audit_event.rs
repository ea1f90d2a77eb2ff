//! Reading the audit log. Writing it is `audit`: part of every change.

use domain::{
    Result, Timestamp,
    audit_event::AuditEvent,
    id::TenantId,
    page::{Page, PageRequest},
};

use crate::{Caller, Ctx, permission::Action, store};

/// Which lines are listed.
#[derive(Debug, Clone, Default)]
pub struct AuditEventFilter {
    /// Only those of this tenant.
    pub tenant: Option<TenantId>,
    /// Only this one's: an address, an agent's id.
    pub actor: Option<String>,
    /// Only this action: `create`, `publish` …
    pub action: Option<String>,
    /// Only about this noun: `cluster`, `product` …
    pub resource_type: Option<String>,
    /// Only about this one.
    pub resource_id: Option<String>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// Use cases of the audit log.
#[derive(Debug, Clone)]
pub struct AuditEvents {
    ctx: Ctx,
}

impl AuditEvents {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// Newest first, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`domain::Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &AuditEventFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEvent>> {
        caller.operator(Action::Read)?;
        store::audit_event::list(self.ctx.db.read(), filter, page, &self.ctx.settings).await
    }
}
