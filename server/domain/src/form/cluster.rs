//! The form of a cluster.

use serde::{Deserialize, Serialize};

use super::both;
use crate::{
    cluster::{Capability, ClusterSpec, ProtocolPin},
    draft::Check,
    error::Result,
    id::TenantId,
    labels,
    product_publish::Environment,
    reason::{Code, Reason},
};

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of ClusterSpec as texts")]
pub struct ClusterForm {
    pub name: String,
    pub title: String,
    pub region: String,
    pub environments: Vec<String>,
    /// `all` or `list`.
    pub access: String,
    pub tenants: Vec<String>,
    pub gateway_class: String,
    pub declared: Vec<String>,
    pub protocol_pin: String,
    pub labels: String,
}

impl ClusterForm {
    /// What is stored, for editing.
    pub fn of(spec: &ClusterSpec) -> Self {
        Self {
            name: spec.name.clone(),
            title: spec.title.clone(),
            region: spec.region.clone(),
            environments: spec.environments.iter().map(ToString::to_string).collect(),
            access: if spec.tenants.is_some() { "list" } else { "all" }.to_owned(),
            tenants: spec.tenants.iter().flatten().map(ToString::to_string).collect(),
            gateway_class: spec.gateway_class.clone(),
            declared: spec.declared.iter().map(ToString::to_string).collect(),
            protocol_pin: spec.protocol_pin.to_string(),
            labels: labels::to_lines(&spec.labels),
        }
    }

    /// The spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn parse(self) -> Result<ClusterSpec> {
        let mut check = Check::new();
        let environments: Vec<_> =
            self.environments.iter().filter_map(|e| check.parse::<Environment>("environments", e)).collect();
        let declared =
            self.declared.iter().filter_map(|d| check.parse::<Capability>("declared", d)).collect();
        let tenants = match self.access.as_str() {
            "all" => None,
            "list" => Some(tenants(&mut check, &self.tenants)),
            _ => {
                check.fail("access", Code::Required);
                None
            }
        };
        let spec = ClusterSpec {
            name: self.name.trim().to_owned(),
            title: self.title,
            region: self.region,
            environments,
            tenants,
            gateway_class: self.gateway_class.trim().to_owned(),
            declared,
            protocol_pin: check.parse("protocol_pin", &self.protocol_pin).unwrap_or(ProtocolPin::Auto),
            labels: labels::from_lines(&mut check, &self.labels),
        };
        both(check, spec.validate())
    }
}

fn tenants(check: &mut Check, texts: &[String]) -> Vec<TenantId> {
    check.ensure(!texts.is_empty(), "tenants", Reason::new(Code::TooFew).with("min", 1));
    let parse = |(i, text): (usize, &String)| {
        let reason = || Reason::new(Code::NotAnId).with("prefix", "ten");
        text.parse().map_err(|_| check.fail(&format!("tenants[{i}]"), reason())).ok()
    };
    texts.iter().enumerate().filter_map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(access: &str, tenants: &[&str]) -> ClusterForm {
        ClusterForm {
            name: "eu".to_owned(),
            title: "EU".to_owned(),
            environments: vec!["dev".to_owned()],
            access: access.to_owned(),
            tenants: tenants.iter().map(|t| (*t).to_owned()).collect(),
            gateway_class: "envoy-gateway".to_owned(),
            protocol_pin: "auto".to_owned(),
            ..ClusterForm::default()
        }
    }

    #[test]
    fn who_may_publish_is_said_either_way() {
        let tenant = "ten_0198f0c17c3a7d10b2a4000000000001";
        assert_eq!(form("all", &[tenant]).parse().unwrap().tenants, None);
        let chosen = form("list", &[tenant]).parse().unwrap();
        assert_eq!(ClusterForm::of(&chosen).tenants, [tenant]);
        for (access, tenants, field) in
            [("", &[][..], "access"), ("list", &[][..], "tenants"), ("list", &["acme"][..], "tenants[0]")]
        {
            let error = form(access, tenants).parse().unwrap_err();
            assert_eq!(error.fields().iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), [field]);
        }
    }
}
