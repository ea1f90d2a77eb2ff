//! A template of listeners: where a publish can be reached.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    draft::Check,
    id::GatewayId,
    labels::{self, Labels},
    name::{Label, Title, is_dns_name, is_object_name},
    reason::{Code, Reason},
    role::text_enum,
};

text_enum! {
    /// What a listener speaks to callers.
    ListenerProtocol {
        /// In clear.
        Http = "http",
        /// TLS that ends at the gateway.
        Https = "https",
    }
}

/// One port of a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// Unique within the gateway.
    pub name: String,
    /// 1 to 65535.
    pub port: u16,
    /// What it speaks.
    pub protocol: ListenerProtocol,
    /// A DNS name, or one with `*.` in front; `null` serves every name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Name of the cluster's Secret with the certificate; needed with https, refused with http.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// What a provider says about a gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GatewaySpec {
    /// Unique within the tenant; 2 to 40 lower-case letters, digits and hyphens.
    pub name: String,
    /// For people, 1 to 100 characters.
    pub title: String,
    /// Name of the GatewayClass, lower case; `null` takes the cluster's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_class: Option<String>,
    /// 1 to 16 of them.
    pub listeners: Vec<Listener>,
    /// For filtering.
    #[serde(default)]
    pub labels: Labels,
}

/// A gateway as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gateway {
    /// Its id.
    pub id: GatewayId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// What the provider said.
    pub spec: GatewaySpec,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl GatewaySpec {
    /// The checked and tidied spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn validate(mut self) -> Result<Self> {
        let mut check = Check::new();
        self.check(&mut check);
        check.finish(|| Some(self))
    }

    /// Checks and tidies each field.
    pub fn check(&mut self, check: &mut Check) {
        check.parse::<Label>("name", &self.name);
        if let Some(title) = check.parse::<Title>("title", &self.title) {
            self.title = title.into();
        }
        self.gateway_class = self.gateway_class.take().map(|c| c.trim().to_owned()).filter(|c| !c.is_empty());
        if let Some(class) = &self.gateway_class {
            check.ensure(is_object_name(class), "gateway_class", Code::NotAnObjectName);
        }
        labels::check(check, &self.labels);
        let few = check.length("listeners", self.listeners.len(), 1, 16);
        for (i, listener) in self.listeners.iter().enumerate().filter(|_| few) {
            let before = &self.listeners[..i];
            check.within(&format!("listeners[{i}]"), |c| {
                listener.check(c);
                let repeated = before.iter().any(|l| l.name == listener.name);
                c.ensure(!repeated, "name", Reason::new(Code::Duplicate).with("value", &listener.name));
                if let Some(other) = before.iter().find(|l| l.clashes_with(listener)) {
                    let reason = Reason::new(Code::ListenerClash)
                        .with("first", &other.name)
                        .with("second", &listener.name);
                    c.fail("port", reason);
                }
            });
        }
        check.storable(self);
    }

    /// Whether some listener serves the hostname.
    pub fn serves(&self, hostname: &str) -> bool {
        self.listeners.iter().any(|l| match l.hostname.as_deref() {
            None => true,
            Some(own) => hostname_covers(own, hostname),
        })
    }
}

/// Whether a listener's hostname covers another: equal, or a wildcard over it (Gateway API: `*.` and
/// at least one more label).
pub fn hostname_covers(own: &str, hostname: &str) -> bool {
    match own.strip_prefix("*.") {
        None => own.eq_ignore_ascii_case(hostname),
        Some(suffix) => {
            let (own, suffix) = (hostname.to_ascii_lowercase(), suffix.to_ascii_lowercase());
            own.strip_suffix(&suffix).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        }
    }
}

impl Listener {
    fn check(&self, check: &mut Check) {
        check.parse::<Label>("name", &self.name);
        let range = Reason::new(Code::OutOfRange).with("min", 1).with("max", u16::MAX);
        check.ensure(self.port != 0, "port", range);
        if let Some(hostname) = &self.hostname {
            let name = hostname.strip_prefix("*.").unwrap_or(hostname);
            check.ensure(is_dns_name(name), "hostname", Code::NotAHostname);
        }
        match (self.protocol, &self.certificate) {
            (ListenerProtocol::Https, None) => check.fail("certificate", Code::Required),
            (ListenerProtocol::Https, Some(name)) => {
                check.ensure(is_object_name(name), "certificate", Code::NotAnObjectName);
            }
            (ListenerProtocol::Http, Some(_)) => check.fail("certificate", Code::CertificateWithoutTls),
            (ListenerProtocol::Http, None) => {}
        }
    }

    fn clashes_with(&self, other: &Self) -> bool {
        let same_name = match (&self.hostname, &other.hostname) {
            (None, None) => true,
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => false,
        };
        // One port speaks one protocol, whatever the hostname.
        self.port == other.port && (same_name || self.protocol != other.protocol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_cover_whole_labels() {
        assert!(hostname_covers("*.example.com", "api.example.com"));
        assert!(hostname_covers("*.example.com", "a.b.example.com"));
        assert!(!hostname_covers("*.example.com", "example.com"));
        assert!(!hostname_covers("*.example.com", "badexample.com"));
        assert!(hostname_covers("API.example.com", "api.example.com"));
    }

    #[test]
    fn listeners_say_what_a_gateway_takes() {
        let fields = |class: &str, listener: serde_json::Value| -> Vec<String> {
            let spec = serde_json::json!({
                "name": "edge", "title": "Edge", "gateway_class": class, "listeners": [listener],
            });
            let spec: GatewaySpec = serde_json::from_value(spec).unwrap();
            spec.validate().err().into_iter().flat_map(|e| e.fields().to_vec()).map(|f| f.field).collect()
        };
        let http = serde_json::json!({"name": "http", "port": 80, "protocol": "http"});
        let with = |field: &str, value: &str| {
            let mut listener = http.clone();
            listener[field] = value.into();
            listener
        };
        assert!(fields("internal", http.clone()).is_empty());
        assert_eq!(fields("Internal", http.clone()), ["gateway_class"]);
        assert_eq!(fields("", with("certificate", "tls")), ["listeners[0].certificate"]);
        assert_eq!(fields("", with("hostname", "10.0.0.1")), ["listeners[0].hostname"]);
    }
}
