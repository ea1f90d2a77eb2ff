//! The forms of a gateway and of one listener.

use serde::{Deserialize, Serialize};

use super::some;
use crate::{
    draft::Check,
    error::Result,
    gateway::{GatewaySpec, Listener, ListenerProtocol},
    labels,
};

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of GatewaySpec as texts")]
pub struct GatewayForm {
    pub name: String,
    pub title: String,
    pub gateway_class: String,
    pub labels: String,
}

impl GatewayForm {
    /// What is stored, for editing.
    pub fn of(spec: &GatewaySpec) -> Self {
        Self {
            name: spec.name.clone(),
            title: spec.title.clone(),
            gateway_class: spec.gateway_class.clone().unwrap_or_default(),
            labels: labels::to_lines(&spec.labels),
        }
    }

    /// Puts the fields into a spec, whose listeners stay.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn apply(self, spec: &mut GatewaySpec) -> Result<()> {
        let mut check = Check::new();
        spec.labels = labels::from_lines(&mut check, &self.labels);
        spec.name = self.name.trim().to_owned();
        spec.title = self.title;
        spec.gateway_class = some(&self.gateway_class);
        check.finish(|| Some(()))
    }
}

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of Listener as texts")]
pub struct ListenerForm {
    pub listener_name: String,
    pub port: String,
    pub protocol: String,
    pub hostname: String,
    pub certificate: String,
}

impl ListenerForm {
    /// What is stored, for editing.
    pub fn of(listener: &Listener) -> Self {
        Self {
            listener_name: listener.name.clone(),
            port: listener.port.to_string(),
            protocol: listener.protocol.to_string(),
            hostname: listener.hostname.clone().unwrap_or_default(),
            certificate: listener.certificate.clone().unwrap_or_default(),
        }
    }

    /// The listener, or what cannot be read; the gateway checks the rest.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with paths within the listener.
    pub fn parse(&self) -> Result<Listener> {
        let mut check = Check::new();
        let listener = Listener {
            name: self.listener_name.trim().to_owned(),
            port: check.number("port", &self.port, 1, u16::MAX).unwrap_or(1),
            protocol: check.parse("protocol", &self.protocol).unwrap_or(ListenerProtocol::Http),
            hostname: some(&self.hostname),
            certificate: some(&self.certificate),
        };
        check.finish(|| Some(listener))
    }
}
