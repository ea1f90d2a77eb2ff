//! Where requests go. Neither a Backend nor an EndpointSlice knows weights, so the endpoints of a
//! domain backend become one object per weight (and per sort of address), and a route's reference
//! becomes as many weighted references.

use std::{collections::BTreeMap, net::IpAddr};

use domain::{
    backend::{Backend, BackendProtocol, Endpoint},
    cluster::Capability,
    revision::{ServiceSnapshot, Snapshot},
    route::BackendRef,
};
use serde_json::Value;

use crate::{Input, backend_tls, envoy_gateway, name, object::Owner, rule, service};

/// Endpoints that can share an object.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    /// Name of the object.
    pub(crate) name: String,
    /// Sorted.
    pub(crate) endpoints: Vec<&'a Endpoint>,
    /// Of each endpoint.
    weight: u32,
}

/// Whether every endpoint is an IP address: then core Kubernetes can carry it.
pub(crate) fn is_by_address(backend: &Backend) -> bool {
    backend.endpoints.iter().all(|e| e.host.parse::<IpAddr>().is_ok())
}

/// HTTP/2 without asking; TLS leaves the choice to the handshake unless gRPC needs it.
pub(crate) fn is_http2(backend: &Backend) -> bool {
    matches!(backend.protocol, BackendProtocol::H2c | BackendProtocol::Grpc)
}

/// Endpoints by what tells their objects apart: the sort of address and the weight.
fn groups(backend: &Backend) -> BTreeMap<(bool, u32), Vec<&Endpoint>> {
    let mut groups: BTreeMap<_, Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in &backend.endpoints {
        let by_address = endpoint.host.parse::<IpAddr>().is_ok();
        groups.entry((by_address, endpoint.weight)).or_default().push(endpoint);
    }
    groups
}

/// The objects of a backend, in a fixed order.
pub(crate) fn targets<'a>(
    snapshot: &Snapshot,
    service: &ServiceSnapshot,
    backend: &'a Backend,
) -> Vec<Target<'a>> {
    groups(backend)
        .into_iter()
        .map(|((by_address, weight), mut endpoints)| {
            endpoints.sort_by(|a, b| (&a.host, a.port).cmp(&(&b.host, b.port)));
            let sort = if by_address { "ip" } else { "fqdn" };
            let what = ["backend", &service.id.to_string(), &backend.name, sort, &weight.to_string()];
            Target { name: name::part(snapshot.publish_id, &what), endpoints, weight }
        })
        .collect()
}

/// The manifests of every backend in use.
pub(crate) fn manifests(input: &Input<'_>, owner: &Owner) -> Vec<Value> {
    let mut manifests = Vec::new();
    for (service, backend) in rule::backends(input.snapshot.into()) {
        let about = format!("backend {}/{}", service.spec.name, backend.name);
        let targets = targets(input.snapshot, service, backend);
        let with_api = input.capabilities.has(Capability::BackendApi);
        if backend.uses_tls() {
            let what = ["tls", &service.id.to_string(), &backend.name];
            let name = name::part(input.snapshot.publish_id, &what);
            manifests.extend(backend_tls::manifests(owner, &name, &about, backend, &targets, with_api));
        }
        for target in &targets {
            if with_api {
                manifests.push(envoy_gateway::backend::manifest(owner, &about, backend, target));
            } else {
                manifests.extend(service::manifests(owner, &about, backend, target));
            }
        }
    }
    manifests
}

/// The weighted references of a rule.
pub(crate) fn references(input: &Input<'_>, service: &ServiceSnapshot, to: &[&BackendRef]) -> Vec<Value> {
    let with_api = input.capabilities.has(Capability::BackendApi);
    let mut names = Vec::new();
    let mut shares = Vec::new();
    for reference in to {
        let Some(backend) = service.spec.backends.iter().find(|b| b.name == reference.backend) else {
            continue;
        };
        let total: u64 = backend.endpoints.iter().map(|e| u64::from(e.weight)).sum();
        for target in targets(input.snapshot, service, backend) {
            let part = u64::from(target.weight) * target.endpoints.len() as u64;
            shares.push((u64::from(reference.weight) * part, total));
            names.push(target.name);
        }
    }
    names
        .iter()
        .zip(weights(&shares))
        .map(|(name, weight)| {
            let mut reference =
                if with_api { envoy_gateway::backend::reference(name) } else { service::reference(name) };
            reference["weight"] = weight.into();
            reference
        })
        .collect()
}

/// How many references a rule needs.
pub(crate) fn reference_count(service: &ServiceSnapshot, to: &[&BackendRef]) -> usize {
    let backend = |r: &&BackendRef| service.spec.backends.iter().find(|b| b.name == r.backend);
    to.iter().filter_map(backend).map(|b| groups(b).len()).sum()
}

/// Highest weight of a reference (HTTPRoute).
const MAX_WEIGHT: u128 = 1_000_000;

/// Whole numbers up to 1,000,000 in the proportion of the fractions, as small as they can be; where
/// that takes larger numbers, exact to a millionth. What is not zero stays at least 1.
fn weights(shares: &[(u64, u64)]) -> Vec<u64> {
    let shares = || shares.iter().map(|(part, of)| (u128::from(*part), u128::from(*of).max(1)));
    // A part has at most 33 bits (weight of the reference, endpoint weights), so 64 more fit.
    let common = shares()
        .try_fold(1, |all, (_, of)| Some(all / gcd(all, of) * of).filter(|common| *common <= 1 << 64));
    let common = common.unwrap_or(1 << 64);
    let parts: Vec<u128> = shares().map(|(part, of)| part * common / of).collect();
    let divisor = parts.iter().copied().fold(0, gcd).max(1);
    let largest = parts.iter().copied().max().unwrap_or(0) / divisor;
    let small = |part: u128| match part / divisor {
        part if largest <= MAX_WEIGHT => part,
        part => (part * MAX_WEIGHT).div_ceil(largest),
    };
    parts.into_iter().map(|part| u64::try_from(small(part)).unwrap_or(u64::MAX)).collect()
}

const fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_keep_their_proportion() {
        assert_eq!(weights(&[(1, 1)]), [1]);
        assert_eq!(weights(&[(80, 1), (20, 1)]), [4, 1]);
        assert_eq!(weights(&[(0, 1)]), [0]);
        assert_eq!(weights(&[(5, 1), (0, 1)]), [1, 0]);
        // A backend with endpoints of weights 1 and 3, beside another with half its share.
        assert_eq!(weights(&[(2, 4), (6, 4), (1, 1)]), [1, 3, 2]);
        assert_eq!(weights(&[(1, 3), (2, 3)]), [1, 2]);
        assert_eq!(weights(&[(1_000_000, 1), (1, 8192)]), [1_000_000, 1]);
    }
}
