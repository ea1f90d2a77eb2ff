//! What publishes hold on a cluster, and how they get into each other's way.

use crate::{gateway::hostname_covers, id::GatewayId};

/// What a publish holds on a cluster: a hostname from a path on, at a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Lower case.
    pub hostname: &'a str,
    /// `/` for everything, otherwise without a trailing slash.
    pub base_path: &'a str,
    /// Where; `None` while it is not chosen.
    pub gateway: Option<GatewayId>,
}

/// How two claims get into each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    /// A request could belong to both: the hostnames meet, and one base path lies within the other.
    Requests,
    /// One gateway has both a name and a wildcard over it. It looks for routes under the exact name
    /// alone, so what the wildcard's publish serves there would be gone, whatever the paths.
    Hostnames,
}

impl Claim<'_> {
    /// Whether two claims can stand beside each other. Gateways are apart: each looks at its own
    /// hostnames only, and which one a name leads to is said by DNS.
    pub fn overlap(self, other: Claim<'_>) -> Option<Overlap> {
        let covers =
            hostname_covers(self.hostname, other.hostname) || hostname_covers(other.hostname, self.hostname);
        if self.hostname != other.hostname && !covers {
            return None;
        }
        let within = |outer: &str, inner: &str| {
            outer == "/"
                || inner == outer
                || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
        };
        if within(self.base_path, other.base_path) || within(other.base_path, self.base_path) {
            return Some(Overlap::Requests);
        }
        let same_gateway = self.gateway.is_some() && self.gateway == other.gateway;
        (same_gateway && self.hostname != other.hostname).then_some(Overlap::Hostnames)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::TypedId;

    #[test]
    fn claims_meet_by_host_and_path() {
        let (here, there) =
            (GatewayId::from_uuid(Uuid::from_u128(1)), GatewayId::from_uuid(Uuid::from_u128(2)));
        let both = Some(Overlap::Requests);
        let cases = [
            (("a.example.com", "/"), ("a.example.com", "/v1"), both, both),
            (("a.example.com", "/v1"), ("a.example.com", "/v1/orders"), both, both),
            (("a.example.com", "/v1"), ("a.example.com", "/v10"), None, None),
            (("a.example.com", "/v1"), ("b.example.com", "/v1"), None, None),
            (("*.example.com", "/v1"), ("b.example.com", "/v1"), both, both),
            (("*.example.com", "/v1"), ("b.example.com", "/v2"), Some(Overlap::Hostnames), None),
            (("*.example.com", "/v1"), ("*.b.example.com", "/v2"), Some(Overlap::Hostnames), None),
            (("*.example.com", "/v1"), ("*.example.com", "/v2"), None, None),
            (("*.example.com", "/v1"), ("example.com", "/v1"), None, None),
        ];
        for (a, b, same_gateway, apart) in cases {
            let claim = |(hostname, base_path), gateway| Claim { hostname, base_path, gateway };
            for (gateway, expected) in [(Some(here), same_gateway), (Some(there), apart), (None, apart)] {
                let (a, b) = (claim(a, Some(here)), claim(b, gateway));
                assert_eq!(a.overlap(b), expected, "{a:?} {b:?}");
                assert_eq!(b.overlap(a), expected, "{b:?} {a:?}");
            }
        }
    }
}
