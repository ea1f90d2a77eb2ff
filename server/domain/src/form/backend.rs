//! The form of one backend.

use serde::{Deserialize, Serialize};

use super::{lines, some, ticked};
use crate::{
    backend::{Backend, BackendProtocol, BackendTls, Endpoint},
    draft::Check,
    error::Result,
};

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of Backend as texts")]
pub struct BackendForm {
    pub name: String,
    pub protocol: String,
    /// `host:port`, with a share after a space where they differ; one per line.
    pub endpoints: String,
    /// Whether TLS is used with a protocol that does not say so itself.
    pub tls: String,
    pub tls_sni: String,
    pub tls_ca_pem: String,
}

impl BackendForm {
    /// What is stored, for editing.
    pub fn of(backend: &Backend) -> Self {
        let tls = backend.tls.clone().unwrap_or_default();
        let endpoint = |e: &Endpoint| {
            let host = if e.host.contains(':') { format!("[{}]", e.host) } else { e.host.clone() };
            if e.weight == 1 {
                format!("{host}:{}", e.port)
            } else {
                format!("{host}:{} {}", e.port, e.weight)
            }
        };
        Self {
            name: backend.name.clone(),
            protocol: backend.protocol.to_string(),
            endpoints: lines::join(&backend.endpoints.iter().map(endpoint).collect::<Vec<_>>()),
            tls: if backend.tls.is_some() { "true".to_owned() } else { String::new() },
            tls_sni: tls.sni.unwrap_or_default(),
            tls_ca_pem: tls.ca_pem.unwrap_or_default(),
        }
    }

    /// The backend, or every invalid field. Whether its addresses are allowed is for the service to
    /// say.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with paths within the backend.
    pub fn parse(&self) -> Result<Backend> {
        let mut check = Check::new();
        let tls = BackendTls { sni: some(&self.tls_sni), ca_pem: some(&self.tls_ca_pem) };
        let backend = Backend {
            name: self.name.trim().to_owned(),
            protocol: check.parse("protocol", &self.protocol).unwrap_or(BackendProtocol::Http),
            endpoints: self.endpoints(&mut check),
            tls: (ticked(&self.tls) || tls != BackendTls::default()).then_some(tls),
        };
        backend.check(&mut check, true);
        check.finish(|| Some(backend))
    }

    fn endpoints(&self, check: &mut Check) -> Vec<Endpoint> {
        let parse = |(i, line): (usize, String)| {
            let (address, weight) = line.split_once(char::is_whitespace).unwrap_or((&line, "1"));
            let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
            check.within(&format!("endpoints[{i}]"), |check| Endpoint {
                host: host.trim_matches(['[', ']']).to_owned(),
                port: check.number("port", port, 1, u16::MAX).unwrap_or(1),
                weight: check.number("weight", weight, 1, 128).unwrap_or(1),
            })
        };
        lines::of(&self.endpoints).into_iter().enumerate().map(parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_lines() {
        let form = BackendForm {
            name: "main".to_owned(),
            protocol: "https".to_owned(),
            endpoints: "orders.example.com:443 3\n[2001:db8::1]:8443\n".to_owned(),
            ..BackendForm::default()
        };
        let backend = form.parse().unwrap();
        let endpoints: Vec<_> =
            backend.endpoints.iter().map(|e| (e.host.as_str(), e.port, e.weight)).collect();
        assert_eq!(endpoints, [("orders.example.com", 443, 3), ("2001:db8::1", 8443, 1)]);
        assert_eq!(BackendForm::of(&backend).parse(), Ok(backend));
    }

    #[test]
    fn a_line_without_a_port_is_named() {
        let form =
            BackendForm { endpoints: "a.example.com:80\nb.example.com".to_owned(), ..BackendForm::default() };
        let error = form.parse().unwrap_err();
        assert!(error.fields().iter().any(|e| e.field == "endpoints[1].port"), "{error}");
    }
}
