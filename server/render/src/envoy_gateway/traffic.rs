//! BackendTrafficPolicy: limits, retries, and the timeout of GRPCRoutes.

use domain::policy::Retry;
use serde_json::{Value, json};

use super::{VERSION, rate_limit};
use crate::{
    Input,
    layout::Traffic,
    name,
    object::{Owner, duration},
};

/// The policy over route objects; `None` when there is nothing to say.
pub(super) fn manifest(
    input: &Input<'_>,
    owner: &Owner,
    targets: &Value,
    traffic: &Traffic<'_>,
) -> Option<Value> {
    let limits = rate_limit::rules(input, traffic.rate_limit);
    if limits.is_empty() && traffic.retry.is_none() && traffic.timeout_ms.is_none() {
        return None;
    }
    let spec = json!({
        "targetSelectors": targets["targetSelectors"],
        "targetRefs": targets["targetRefs"],
        "rateLimit": (!limits.is_empty()).then(|| json!({"global": {"rules": limits}})),
        "retry": traffic.retry.map(retry),
        "timeout": traffic.timeout_ms.map(|ms| json!({"http": {"requestTimeout": duration(ms)}})),
    });
    let name = name::part(input.snapshot.publish_id, &["traffic", &traffic.label]);
    Some(owner.object(VERSION, "BackendTrafficPolicy", &name, "limits and retries", json!({"spec": spec})))
}

fn retry(retry: &Retry) -> Value {
    let mut triggers: Vec<_> = retry.on.iter().map(|on| on.as_str()).collect();
    triggers.sort_unstable();
    triggers.dedup();
    let per_retry = (retry.per_try_timeout_ms.is_some() || retry.backoff_ms.is_some()).then(|| {
        json!({
            "timeout": retry.per_try_timeout_ms.map(duration),
            "backOff": retry.backoff_ms.map(|ms| json!({"baseInterval": duration(ms)})),
        })
    });
    json!({
        "numRetries": retry.attempts,
        "retryOn": {"triggers": triggers},
        "perRetry": per_retry,
    })
}
