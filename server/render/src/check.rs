//! What stands in the way of rendering although every part of it is valid by itself. Asked while
//! editing a publish and once more when it is sent; nothing is ever dropped to make it fit.

mod cors;
mod meet;
mod precedence;

use domain::{
    FieldError,
    reason::{Code, Reason},
    route::HeaderChanges,
};

pub(crate) use precedence::Contender;

use crate::{
    backend,
    capability::{Asker, Capabilities, Need, needed},
    layout,
    rule::{Action, Rule, backends, rules},
    subject::Subject,
};

/// HTTPRoute's limits for one rule.
const MAX_HEADERS: usize = 16;
const MAX_REFERENCES: usize = 16;

/// Every obstacle, as errors of a publish's fields; empty when [`crate::render()`] may go ahead. It
/// takes no gateway and no hostnames, so a draft can be asked about before they are chosen.
pub fn check<'a>(subject: impl Into<Subject<'a>>, capabilities: &Capabilities) -> Vec<FieldError> {
    let subject = subject.into();
    let missing = needed(subject).into_iter().filter(|need| !capabilities.has(need.capability));
    let lacking = missing.map(|need| lacking(&need, subject.cluster));
    let rules = rules(subject);
    let mut routes = Vec::new();
    if !capabilities.resolves_short_names() {
        routes.extend(short_names(subject));
    }
    for rule in &rules {
        routes.extend(too_many(rule));
        routes.extend(mixed_protocols(rule));
    }
    routes.extend(precedence::unclear(&rules, layout::kind(subject)));
    routes.extend(cors::different(&rules));
    let error = |field: &str, reason| FieldError { field: field.to_owned(), reason };
    lacking
        .map(|reason| error("cluster_id", reason))
        .chain(routes.into_iter().map(|reason| error("api_services", reason)))
        .collect()
}

fn lacking(need: &Need, cluster: &str) -> Reason {
    let reason = match &need.asker {
        Asker::Policy(name) => Reason::new(Code::CapabilityMissing).with("policy", name),
        Asker::Backend(name) => Reason::new(Code::BackendCapabilityMissing).with("backend", name),
        Asker::Plan(name) => Reason::new(Code::PlanCapabilityMissing).with("plan", name),
    };
    reason.with("capability", need.capability).with("cluster", cluster)
}

/// Outside its standalone mode, Envoy Gateway refuses a name without a dot.
fn short_names(subject: Subject<'_>) -> Vec<Reason> {
    let mut found = Vec::new();
    for (service, backend) in backends(subject) {
        let short = |host: &&str| !host.contains(['.', ':']);
        if let Some(host) = backend.endpoints.iter().map(|e| e.host.as_str()).find(short) {
            let name = format!("{}/{}", service.spec.name, backend.name);
            found.push(Reason::new(Code::BackendNameTooShort).with("backend", name).with("host", host));
        }
    }
    found
}

/// A policy's headers come on top of a route's, and a backend's weights multiply its references.
fn too_many(rule: &Rule<'_>) -> Vec<Reason> {
    let reason = |code: Code, max: usize| Reason::new(code).with("route", full_name(rule)).with("max", max);
    let mut found = Vec::new();
    if over(&rule.request_headers) || over(&rule.response_headers) {
        found.push(reason(Code::RouteHeadersTooMany, MAX_HEADERS));
    }
    if let Action::Forward { to, .. } = &rule.action
        && backend::reference_count(rule.service, to) > MAX_REFERENCES
    {
        found.push(reason(Code::RouteTargetsTooMany, MAX_REFERENCES));
    }
    found
}

fn over(changes: &HeaderChanges) -> bool {
    [changes.set.len(), changes.add.len(), changes.remove.len()].into_iter().any(|n| n > MAX_HEADERS)
}

/// Envoy Gateway makes one cluster of a rule's backends, and speaks HTTP/2 to all of them as soon as
/// one wants it.
fn mixed_protocols(rule: &Rule<'_>) -> Option<Reason> {
    let Action::Forward { to, .. } = &rule.action else { return None };
    let used = to.iter().filter_map(|r| rule.service.spec.backends.iter().find(|b| b.name == r.backend));
    let (http2, http1): (Vec<_>, Vec<_>) = used.partition(|b| backend::is_http2(b));
    let names = |backends: &[&domain::backend::Backend]| {
        backends.iter().map(|b| format!("{}: {}", b.name, b.protocol)).collect::<Vec<_>>().join(", ")
    };
    (!http2.is_empty() && !http1.is_empty()).then(|| {
        Reason::new(Code::RouteProtocolsMixed)
            .with("route", full_name(rule))
            .with("http2", names(&http2))
            .with("http1", names(&http1))
    })
}

/// `service/route`, as people know it.
fn full_name(rule: &Rule<'_>) -> String {
    format!("{}/{}", rule.service.spec.name, rule.route.name)
}
