//! How many of a noun a tenant may have, as an operator has set it.

use domain::{Code, Error, Reason, Result, tenant::Limits};

use crate::{TenantScope, Tx, store};

/// Refuses one more than the tenant may have. Two requests at once may both pass by one: a limit
/// guards against heaps, not against the last one.
pub(crate) async fn check(
    tx: &Tx,
    scope: TenantScope,
    noun: &'static str,
    limit: impl Fn(&Limits) -> Option<u32>,
    count: impl AsyncFnOnce(&Tx, TenantScope) -> Result<u64>,
) -> Result<()> {
    let tenant =
        store::tenant::find(tx, scope.tenant_id()).await?.ok_or_else(|| Error::not_found("tenant"))?;
    let Some(max) = limit(&tenant.spec.limits) else { return Ok(()) };
    if count(tx, scope).await? < u64::from(max) {
        return Ok(());
    }
    Err(Error::conflict(Reason::new(Code::LimitReached).with("noun", noun).with("max", max)))
}
