//! Where an API is served: named groups of endpoints.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    draft::Check,
    name::{Label, is_dns_name, is_hostname},
    reason::{Code, Reason},
    role::text_enum,
    text::has_control,
};

text_enum! {
    /// What a backend speaks.
    BackendProtocol {
        /// HTTP/1.1 in clear.
        Http = "http",
        /// HTTP over TLS.
        Https = "https",
        /// HTTP/2 in clear.
        H2c = "h2c",
        /// gRPC; its routes become GRPCRoutes.
        Grpc = "grpc",
    }
}

/// One address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// DNS name or IP address.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
    /// Share relative to the other endpoints, 1 to 128.
    #[serde(default = "one")]
    pub weight: u32,
}

const fn one() -> u32 {
    1
}

/// How a backend proves itself. Used with the protocol `https`, and with `grpc` over TLS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BackendTls {
    /// DNS name asked for and checked; `null` takes the first in the alphabet among the endpoints'
    /// hosts, one of which then has to be a DNS name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
    /// PEM certificates to trust; `null` trusts the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

/// A named group of endpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Backend {
    /// Unique within the service.
    pub name: String,
    /// What it speaks.
    pub protocol: BackendProtocol,
    /// 1 to 64 of them.
    pub endpoints: Vec<Endpoint>,
    /// Settings for TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<BackendTls>,
}

const MAX_ENDPOINTS: usize = 64;
const MAX_PEM: usize = 64 * 1024;

impl Backend {
    /// Whether the gateway speaks TLS to it.
    pub fn uses_tls(&self) -> bool {
        self.protocol == BackendProtocol::Https || self.tls.is_some()
    }

    /// The name that TLS asks for and checks, lower case; the same in whatever order the endpoints
    /// are. `None` when there is none to take.
    pub fn tls_name(&self) -> Option<String> {
        let named = self.tls.as_ref().and_then(|tls| tls.sni.as_ref()).map(|sni| sni.to_ascii_lowercase());
        let names = self.endpoints.iter().filter(|e| e.host.parse::<IpAddr>().is_err());
        named.or_else(|| names.map(|e| e.host.to_ascii_lowercase()).min())
    }

    /// Checks everything. `allow_internal` lets loopback, link-local, metadata and cluster API
    /// addresses pass.
    pub fn check(&self, check: &mut Check, allow_internal: bool) {
        check.parse::<Label>("name", &self.name);
        let few = check.length("endpoints", self.endpoints.len(), 1, MAX_ENDPOINTS);
        for (i, endpoint) in self.endpoints.iter().enumerate().filter(|_| few) {
            check.within(&format!("endpoints[{i}]"), |c| {
                endpoint.check(c, allow_internal);
                let before = &self.endpoints[..i];
                let repeated = before.iter().any(|e| e.host == endpoint.host && e.port == endpoint.port);
                c.ensure(!repeated, "host", Reason::new(Code::Duplicate).with("value", &endpoint.host));
            });
        }
        if let Some(tls) = &self.tls {
            check.within("tls", |c| tls.check(c));
        }
        let unnamed = self.uses_tls() && self.tls_name().is_none() && !self.endpoints.is_empty();
        check.ensure(!unnamed, "tls.sni", Code::Required);
    }
}

impl Endpoint {
    fn check(&self, check: &mut Check, allow_internal: bool) {
        let range = |min: u32, max: u32| Reason::new(Code::OutOfRange).with("min", min).with("max", max);
        check.ensure(self.port != 0, "port", range(1, 65535));
        check.ensure((1..=128).contains(&self.weight), "weight", range(1, 128));
        match self.host.parse::<IpAddr>().ok() {
            None if self.host.is_empty() => check.fail("host", Code::Required),
            None if !is_hostname(&self.host) || ends_in_number(&self.host) => {
                check.fail("host", Code::NotAnAddress);
            }
            parsed if !allow_internal && is_internal(&self.host, parsed) => {
                check.fail("host", Reason::new(Code::ForbiddenAddress).with("host", &self.host));
            }
            _ => {}
        }
    }
}

/// `127.1` and `0x7f000001` are addresses to many resolvers, so no name may end in a number
/// (WHATWG URL, "ends in a number").
fn ends_in_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x")
}

/// Addresses that mean the gateway's own machine, its link, the cloud's metadata service or the
/// cluster's API server.
fn is_internal(host: &str, address: Option<IpAddr>) -> bool {
    match address.map(|a| a.to_canonical()) {
        Some(IpAddr::V4(a)) => {
            a.is_loopback()
                || a.is_link_local()
                || a.is_unspecified()
                || a.is_broadcast()
                || a.is_multicast()
                // Metadata of Alibaba Cloud and of Azure.
                || [[100, 100, 100, 200], [168, 63, 129, 16]].contains(&a.octets())
        }
        Some(IpAddr::V6(a)) => {
            a.is_loopback()
                || a.is_unspecified()
                || a.is_unicast_link_local()
                || a.is_multicast()
                // AWS metadata over IPv6.
                || a.segments() == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254]
        }
        None => {
            let host = host.to_ascii_lowercase();
            host == "localhost"
                || host.ends_with(".localhost")
                || host == "metadata.google.internal"
                || host == "kubernetes"
                || ["kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"]
                    .contains(&host.as_str())
        }
    }
}

impl BackendTls {
    fn check(&self, check: &mut Check) {
        if let Some(sni) = &self.sni {
            check.ensure(is_dns_name(sni), "sni", Code::NotAHostname);
        }
        if let Some(pem) = &self.ca_pem {
            let pem = pem.trim();
            let fine = pem.len() <= MAX_PEM
                && pem.starts_with("-----BEGIN CERTIFICATE-----")
                && pem.ends_with("-----END CERTIFICATE-----")
                && !has_control(pem);
            check.ensure(fine, "ca_pem", Code::NotACertificate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(host: &str, allow: bool) -> Vec<Code> {
        let backend = Backend {
            name: "main".into(),
            protocol: BackendProtocol::Http,
            endpoints: vec![Endpoint { host: host.into(), port: 80, weight: 1 }],
            tls: None,
        };
        let mut check = Check::new();
        backend.check(&mut check, allow);
        match check.finish(|| Some(())) {
            Ok(()) => vec![],
            Err(error) => error.fields().iter().map(|f| f.reason.code).collect(),
        }
    }

    #[test]
    fn internal_addresses_need_an_operator() {
        let internal = [
            "127.0.0.1",
            "::1",
            "::ffff:127.0.0.1",
            "169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "fe80::1",
            "0.0.0.0",
            "localhost",
            "LOCALHOST",
            "metadata.google.internal",
            "kubernetes.default.svc",
        ];
        for host in internal {
            assert_eq!(codes(host, false), [Code::ForbiddenAddress], "{host}");
            assert_eq!(codes(host, true), [], "{host}");
        }
        for host in ["orders.example.com", "10.0.0.7", "orders.default.svc.cluster.local", "2001:db8::1"] {
            assert_eq!(codes(host, false), [], "{host}");
        }
    }

    #[test]
    fn numbers_in_disguise_are_not_names() {
        for host in ["127.1", "2130706433", "0x7f000001", "a b", "-x.example"] {
            assert_eq!(codes(host, true), [Code::NotAnAddress], "{host}");
        }
    }

    #[test]
    fn the_tls_name_is_the_same_in_any_order() {
        let endpoint = |host: &str| Endpoint { host: host.into(), port: 443, weight: 1 };
        let mut backend = Backend {
            name: "main".into(),
            protocol: BackendProtocol::Https,
            endpoints: vec![endpoint("B.example"), endpoint("10.0.0.1"), endpoint("A.example")],
            tls: None,
        };
        assert_eq!(backend.tls_name().as_deref(), Some("a.example"));
        backend.endpoints.reverse();
        assert_eq!(backend.tls_name().as_deref(), Some("a.example"));
        backend.tls = Some(BackendTls { sni: Some("Own.example".into()), ca_pem: None });
        assert_eq!(backend.tls_name().as_deref(), Some("own.example"));
        backend.tls = None;
        backend.endpoints = vec![endpoint("10.0.0.1")];
        let mut check = Check::new();
        backend.check(&mut check, false);
        let error = check.finish(|| Some(())).unwrap_err();
        assert_eq!(error.fields().iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["tls.sni"]);
    }
}
