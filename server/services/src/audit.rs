//! The audit log is written in the transaction of the change it tells of: both happen or neither.

use std::fmt::Display;

use domain::{Error, Result, id::TenantId};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Caller, Ctx, Tx,
    permission::{Action, Resource},
    store::{self, audit_event::NewEvent},
};

/// Field names whose values never reach the log.
const SECRET: [&str; 6] = ["password", "secret", "token", "private_key", "ca_key", "credential"];

/// What an event is about: a resource, of the tenant that the request names or of the one that is
/// given with it. Operators name no tenant, and what they do to one is found under it all the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    resource: Resource,
    tenant: Option<TenantId>,
}

impl From<Resource> for Subject {
    fn from(resource: Resource) -> Self {
        Self { resource, tenant: None }
    }
}

impl From<(Resource, TenantId)> for Subject {
    fn from((resource, tenant): (Resource, TenantId)) -> Self {
        Self { resource, tenant: Some(tenant) }
    }
}

/// Something was made.
pub(crate) async fn created(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    subject: impl Into<Subject>,
    id: impl Display,
    after: &impl Serialize,
) -> Result<()> {
    record(ctx, tx, caller, Action::Create, subject.into(), id, None, Some(json(after)?)).await
}

/// Something was changed.
pub(crate) async fn updated<T: Serialize>(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    subject: impl Into<Subject>,
    id: impl Display,
    before: &T,
    after: &T,
) -> Result<()> {
    record(ctx, tx, caller, Action::Update, subject.into(), id, Some(json(before)?), Some(json(after)?)).await
}

/// Something was removed.
pub(crate) async fn deleted(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    subject: impl Into<Subject>,
    id: impl Display,
    before: &impl Serialize,
) -> Result<()> {
    record(ctx, tx, caller, Action::Delete, subject.into(), id, Some(json(before)?), None).await
}

/// Something was done to it.
pub(crate) async fn verb(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    action: Action,
    subject: impl Into<Subject>,
    id: impl Display,
    detail: &impl Serialize,
) -> Result<()> {
    record(ctx, tx, caller, action, subject.into(), id, None, Some(json(detail)?)).await
}

#[expect(clippy::too_many_arguments, reason = "one call site a verb, above")]
async fn record(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    action: Action,
    subject: Subject,
    id: impl Display,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<()> {
    let tenant = subject.tenant.or(caller.tenant.as_ref().map(|t| t.id));
    let event = NewEvent {
        id: ctx.clock.id(),
        at: ctx.clock.now(),
        actor: caller.actor(),
        tenant,
        action: action.as_str(),
        resource: subject.resource.as_str(),
        resource_id: id.to_string(),
        request_id: caller.request_id.clone(),
        before,
        after,
    };
    store::audit_event::insert(tx, event).await
}

fn json(value: &impl Serialize) -> Result<Value> {
    let mut json = serde_json::to_value(value).map_err(|error| {
        tracing::error!(%error, "a change cannot be written as JSON");
        Error::Internal
    })?;
    redact(&mut json);
    Ok(json)
}

fn redact(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                if SECRET.iter().any(|secret| name.contains(secret)) {
                    *value = Value::from("[redacted]");
                } else {
                    redact(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_never_reach_the_log() {
        let mut value = json!({"name": "x", "list": [{"password_hash": "p"}], "token": {"a": 1}});
        redact(&mut value);
        assert_eq!(
            value,
            json!({"name": "x", "list": [{"password_hash": "[redacted]"}], "token": "[redacted]"})
        );
    }
}
