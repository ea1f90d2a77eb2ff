//! Rules of the global rate limit. A rule is shared by all targets of its policy, so an object more
//! does not mean a limit more; routes under different policies are counted apart.

use domain::{
    plan::QuotaPeriod,
    policy::{CountedPer, RateLimit, RateUnit},
    product_publish::AuthMode,
};
use serde_json::{Value, json};

use super::CLIENT_ID;
use crate::{Input, access_set::Application, path};

/// Most rules of one policy (BackendTrafficPolicy).
const MAX_RULES: usize = 256;

/// A policy's limit and the limits of every application's plan. When there are too many
/// applications for a rule each, every key is counted by itself instead.
pub(super) fn rules(input: &Input<'_>, policy: Option<&RateLimit>) -> Vec<Value> {
    let by_application = written(input, policy, true);
    if by_application.len() <= MAX_RULES { by_application } else { written(input, policy, false) }
}

fn written(input: &Input<'_>, policy: Option<&RateLimit>, by_application: bool) -> Vec<Value> {
    let mut applications: Vec<_> = match input.snapshot.auth_mode {
        AuthMode::None => Vec::new(),
        AuthMode::ApiKey => input.access.applications.iter().collect(),
    };
    // Envoy Gateway counts under a rule's place in the list: what is there for everybody comes first,
    // then application by application in the order of their making, so that a new one comes last and
    // leaves the counters of the others alone.
    applications.sort_by_key(|a| a.id);
    let each = policy.filter(|limit| by_application && is_per_application(limit, &applications));
    let mut rules: Vec<Value> = match (policy, each) {
        (Some(limit), None) => for_everybody(input, limit),
        _ => Vec::new(),
    };
    for application in one_each(applications, by_application) {
        let who = if by_application {
            vec![starts_with(&application.prefix())]
        } else {
            vec![starts_with(&application.plan_prefix()), each_key()]
        };
        let selector = json!([{"headers": who}]);
        if let Some(limit) = each {
            rules.push(rule(Some(&selector), limit.requests, unit(limit.unit)));
        }
        if let Some(rate) = application.rate_limit {
            rules.push(rule(Some(&selector), rate.requests, unit(rate.unit)));
        }
        if let Some(quota) = application.quota {
            let period = match quota.period {
                QuotaPeriod::Day => "Day",
                QuotaPeriod::Month => "Month",
            };
            rules.push(rule(Some(&selector), quota.requests, period));
        }
    }
    rules
}

/// Every application, or one of each plan.
fn one_each(mut applications: Vec<&Application>, by_application: bool) -> Vec<&Application> {
    if !by_application {
        applications.sort_by_key(|a| (a.plan, a.id));
        applications.dedup_by_key(|a| a.plan);
    }
    applications
}

/// Whether a policy counts every application by itself, whatever its keys.
fn is_per_application(limit: &RateLimit, applications: &[&Application]) -> bool {
    limit.per == CountedPer::Client && !applications.is_empty()
}

/// A policy's limit where it does not depend on who the applications are.
fn for_everybody(input: &Input<'_>, limit: &RateLimit) -> Vec<Value> {
    let selectors = match (limit.per, input.snapshot.auth_mode) {
        (CountedPer::Service, _) => vec![None],
        // An address has one of two families.
        (CountedPer::Client, AuthMode::None) => ["0.0.0.0/0", "::/0"]
            .map(|all| Some(json!([{"sourceCIDR": {"type": "Distinct", "value": all}}])))
            .to_vec(),
        (CountedPer::Client, AuthMode::ApiKey) => vec![Some(json!([{"headers": [each_key()]}]))],
    };
    selectors.into_iter().map(|s| rule(s.as_ref(), limit.requests, unit(limit.unit))).collect()
}

fn rule(selectors: Option<&Value>, requests: u32, unit: &str) -> Value {
    json!({
        "clientSelectors": selectors,
        "limit": {"requests": requests, "unit": unit},
        "shared": true,
    })
}

/// One bucket for every client id with the prefix.
fn starts_with(prefix: &str) -> Value {
    json!({"name": CLIENT_ID, "type": "RegularExpression", "value": format!("^{}.*$", path::escape(prefix))})
}

/// A bucket for every client id.
fn each_key() -> Value {
    json!({"name": CLIENT_ID, "type": "Distinct"})
}

const fn unit(unit: RateUnit) -> &'static str {
    match unit {
        RateUnit::Second => "Second",
        RateUnit::Minute => "Minute",
        RateUnit::Hour => "Hour",
        RateUnit::Day => "Day",
    }
}
