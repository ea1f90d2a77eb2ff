//! What may surprise although nothing stands in the way. To add one: a reason here, worded in
//! `domain::reason`.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    product_publish::AuthMode,
    reason::{Code, Reason},
};

use crate::{layout, rule::rules, subject::Subject};

/// Everything worth knowing before a subject is published, in a fixed order.
pub fn warnings<'a>(subject: impl Into<Subject<'a>>) -> Vec<Reason> {
    counted_apart(subject.into())
}

/// A limit counts within one BackendTrafficPolicy. Routes whose limits, retries or timeouts differ
/// are under several, each of which counts by itself.
fn counted_apart(subject: Subject<'_>) -> Vec<Reason> {
    let kind = layout::kind(subject);
    let mut all = BTreeSet::new();
    let mut by_policy: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rule in &rules(subject) {
        let label = layout::traffic(rule, kind).label;
        if let Some((policy, _)) = rule.rate_limit {
            let name = format!("{}/{}", rule.service.spec.name, policy.name);
            by_policy.entry(name).or_default().insert(label.clone());
        }
        all.insert(label);
    }
    let policies = by_policy.into_iter().filter(|(_, labels)| labels.len() > 1).map(|(policy, labels)| {
        Reason::new(Code::LimitCountedApart).with("policy", policy).with("times", labels.len())
    });
    let mut plans: Vec<_> = match subject.auth_mode {
        AuthMode::ApiKey if all.len() > 1 => subject.plans.iter().map(|plan| &plan.spec).collect(),
        AuthMode::ApiKey | AuthMode::None => Vec::new(),
    };
    plans.retain(|plan| plan.rate_limit.is_some() || plan.quota.is_some());
    plans.sort_by(|a, b| a.name.cmp(&b.name));
    let plans = plans.into_iter().map(|plan| {
        Reason::new(Code::PlanLimitsCountedApart).with("plan", &plan.name).with("times", all.len())
    });
    policies.chain(plans).collect()
}
