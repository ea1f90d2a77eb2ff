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

/// Something was made.
pub(crate) async fn created(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    resource: Resource,
    id: impl Display,
    after: &impl Serialize,
) -> Result<()> {
    record(ctx, tx, caller, Action::Create, resource, id, None, Some(json(after)?)).await
}

/// Something was changed.
pub(crate) async fn updated<T: Serialize>(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    resource: Resource,
    id: impl Display,
    before: &T,
    after: &T,
) -> Result<()> {
    record(ctx, tx, caller, Action::Update, resource, id, Some(json(before)?), Some(json(after)?)).await
}

/// Something was removed.
pub(crate) async fn deleted(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    resource: Resource,
    id: impl Display,
    before: &impl Serialize,
) -> Result<()> {
    record(ctx, tx, caller, Action::Delete, resource, id, Some(json(before)?), None).await
}

/// Something was done to it.
pub(crate) async fn verb(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    action: Action,
    resource: Resource,
    id: impl Display,
    detail: &impl Serialize,
) -> Result<()> {
    record(ctx, tx, caller, action, resource, id, None, Some(json(detail)?)).await
}

#[expect(clippy::too_many_arguments, reason = "one call site a verb, above")]
async fn record(
    ctx: &Ctx,
    tx: &Tx,
    caller: &Caller,
    action: Action,
    resource: Resource,
    id: impl Display,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<()> {
    let tenant: Option<TenantId> = caller.tenant.as_ref().map(|t| t.id);
    let event = NewEvent {
        id: ctx.clock.id(),
        at: ctx.clock.now(),
        actor: caller.actor(),
        tenant,
        action: action.as_str(),
        resource: resource.as_str(),
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
