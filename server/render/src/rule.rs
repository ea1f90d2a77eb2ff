//! Routes with everything that shapes them put together: the route's own settings, the policies that
//! cover it, and the base path. What comes out is in a fixed order, whatever the order of the input.

use std::collections::BTreeSet;

use domain::{
    backend::Backend,
    policy::{Cors, HeaderModifier, Policy, PolicyConfig, RateLimit, Retry, Timeout},
    revision::ServiceSnapshot,
    route::{BackendRef, Header, HeaderChanges, PathRewrite, Redirect, Rewrite, Route},
};

use crate::{path, subject::Subject};

/// One route, ready to be written down.
#[derive(Debug, Clone)]
pub(crate) struct Rule<'a> {
    pub(crate) service: &'a ServiceSnapshot,
    pub(crate) route: &'a Route,
    pub(crate) action: Action<'a>,
    pub(crate) request_headers: HeaderChanges,
    pub(crate) response_headers: HeaderChanges,
    pub(crate) timeout_ms: Option<u32>,
    pub(crate) cors: Option<&'a Cors>,
    pub(crate) rate_limit: Option<(&'a Policy, &'a RateLimit)>,
    pub(crate) retry: Option<(&'a Policy, &'a Retry)>,
}

/// What becomes of a request.
#[derive(Debug, Clone)]
pub(crate) enum Action<'a> {
    /// It is answered with another address. No backend is reached, so no rewrite matters.
    Redirect(Redirect),
    /// It goes to backends, sorted by name.
    Forward {
        to: Vec<&'a BackendRef>,
        /// The path a rewrite asks for; without one the base path is stripped.
        path: Option<&'a PathRewrite>,
        hostname: Option<String>,
    },
}

/// The rules of all services, by service and route name.
pub(crate) fn rules(subject: Subject<'_>) -> Vec<Rule<'_>> {
    let base = subject.base_path;
    let mut rules: Vec<_> = subject
        .services
        .iter()
        .flat_map(|service| service.spec.routes.iter().map(move |route| rule(base, service, route)))
        .collect();
    rules.sort_by(|a, b| key(a).cmp(&key(b)));
    rules
}

fn key<'a>(rule: &Rule<'a>) -> (&'a str, &'a str) {
    (&rule.service.spec.name, &rule.route.name)
}

/// The backends that some rule forwards to, with their services, by name.
pub(crate) fn backends(subject: Subject<'_>) -> Vec<(&ServiceSnapshot, &Backend)> {
    let mut used = BTreeSet::new();
    for rule in rules(subject) {
        if let Action::Forward { to, .. } = &rule.action {
            used.extend(to.iter().map(|r| (rule.service.spec.name.as_str(), r.backend.as_str())));
        }
    }
    used.into_iter()
        .filter_map(|(service, backend)| {
            let service = subject.services.iter().find(|s| s.spec.name == service)?;
            Some((service, service.spec.backends.iter().find(|b| b.name == backend)?))
        })
        .collect()
}

fn rule<'a>(base: &str, service: &'a ServiceSnapshot, route: &'a Route) -> Rule<'a> {
    let spec = &service.spec;
    let name = route.name.as_str();
    // What a route says itself wins over a policy of the same purpose.
    let redirect = route.redirect.as_ref().or_else(|| picked(spec.policy_for(name, redirect_of)));
    let rewrite = route.rewrite.as_ref().or_else(|| picked(spec.policy_for(name, rewrite_of)));
    let timeout =
        route.timeout_ms.or_else(|| picked(spec.policy_for(name, timeout_of)).map(|t| t.request_ms));
    let headers = picked(spec.policy_for(name, headers_of));
    let action = match redirect {
        Some(redirect) => Action::Redirect(redirected(redirect, base)),
        None => {
            let mut to: Vec<_> = route.backends.iter().collect();
            to.sort_by(|a, b| (&a.backend, a.weight).cmp(&(&b.backend, b.weight)));
            Action::Forward {
                to,
                path: rewrite.and_then(|r| r.path.as_ref()),
                hostname: rewrite.and_then(|r| r.hostname.as_ref()).map(|h| h.to_ascii_lowercase()),
            }
        }
    };
    let forwards = matches!(action, Action::Forward { .. });
    let request_headers = merged(headers.map(|h| &h.request), &route.request_headers);
    Rule {
        service,
        route,
        action,
        // What is answered at once has no way to a backend to shape.
        request_headers: if forwards { request_headers } else { HeaderChanges::default() },
        response_headers: merged(headers.map(|h| &h.response), &route.response_headers),
        timeout_ms: timeout.filter(|_| forwards),
        cors: picked(spec.policy_for(name, cors_of)),
        rate_limit: spec.policy_for(name, rate_limit_of),
        retry: spec.policy_for(name, retry_of),
    }
}

fn picked<T>(found: Option<(&Policy, T)>) -> Option<T> {
    found.map(|(_, config)| config)
}

macro_rules! pickers {
    ($($name:ident: $variant:ident;)+) => {$(
        fn $name(config: &PolicyConfig) -> Option<&$variant> {
            if let PolicyConfig::$variant(config) = config { Some(config) } else { None }
        }
    )+};
}

pickers! {
    cors_of: Cors;
    rate_limit_of: RateLimit;
    retry_of: Retry;
    timeout_of: Timeout;
    headers_of: HeaderModifier;
    redirect_of: Redirect;
}

fn rewrite_of(config: &PolicyConfig) -> Option<&Rewrite> {
    if let PolicyConfig::UrlRewrite(config) = config { Some(config) } else { None }
}

/// A redirect that stays on the host stays within the publish: its path gets the base path too.
fn redirected(redirect: &Redirect, base: &str) -> Redirect {
    let mut redirect = redirect.clone();
    redirect.hostname = redirect.hostname.map(|h| h.to_ascii_lowercase());
    if let (None, Some(to)) = (&redirect.hostname, &mut redirect.path) {
        to.value = path::join(base, &to.value);
    }
    redirect
}

/// A policy's changes under a route's own, which win header by header; sorted by name.
fn merged(policy: Option<&HeaderChanges>, own: &HeaderChanges) -> HeaderChanges {
    let named = |name: &str| {
        let same = |h: &Header| h.name.eq_ignore_ascii_case(name);
        own.set.iter().any(same)
            || own.add.iter().any(same)
            || own.remove.iter().any(|r| r.eq_ignore_ascii_case(name))
    };
    let mut all = own.clone();
    if let Some(policy) = policy {
        all.set.extend(policy.set.iter().filter(|h| !named(&h.name)).cloned());
        all.add.extend(policy.add.iter().filter(|h| !named(&h.name)).cloned());
        all.remove.extend(policy.remove.iter().filter(|name| !named(name)).cloned());
    }
    all.set.sort_by(|a, b| a.name.cmp(&b.name));
    all.add.sort_by(|a, b| a.name.cmp(&b.name));
    all.remove.sort_unstable();
    all
}
