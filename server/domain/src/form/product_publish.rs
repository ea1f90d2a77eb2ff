//! The steps of the publish wizard: start, place, services (and plans), access. Each edits a part of
//! the draft, so that a step back loses nothing.

use serde::{Deserialize, Serialize};

use super::{lines, product, some};
use crate::{
    draft::Check,
    error::Result,
    id::PlanId,
    product_publish::{AuthConfig, AuthMode, Environment, ProductPublishSpec, Visibility},
    reason::{Code, Reason},
};

/// The first step: what goes where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of ProductPublishSpec as texts")]
pub struct PublishStartForm {
    pub product_id: String,
    pub cluster_id: String,
    pub environment: String,
}

impl PublishStartForm {
    /// A draft with these, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn parse(&self) -> Result<ProductPublishSpec> {
        let mut check = Check::new();
        let id = |prefix: &str, text: &str| match text {
            "" => Reason::new(Code::Required),
            _ => Reason::new(Code::NotAnId).with("prefix", prefix),
        };
        let product_id =
            self.product_id.parse().map_err(|_| check.fail("product_id", id("prd", &self.product_id)));
        let cluster_id =
            self.cluster_id.parse().map_err(|_| check.fail("cluster_id", id("clu", &self.cluster_id)));
        let environment = check.parse::<Environment>("environment", &self.environment);
        check.finish(|| {
            Some(ProductPublishSpec {
                product_id: product_id.ok()?,
                cluster_id: cluster_id.ok()?,
                environment: environment?,
                gateway_id: None,
                hostnames: Vec::new(),
                base_path: "/".to_owned(),
                auth_mode: AuthMode::ApiKey,
                auth_config: AuthConfig::default(),
                api_services: Vec::new(),
                plans: Vec::new(),
                visibility: Visibility::Private,
                labels: crate::labels::Labels::new(),
            })
        })
    }

    /// Changes product, cluster and environment of a draft; the rest stays.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn apply(&self, spec: &mut ProductPublishSpec) -> Result<()> {
        let new = self.parse()?;
        spec.product_id = new.product_id;
        spec.cluster_id = new.cluster_id;
        spec.environment = new.environment;
        Ok(())
    }
}

/// The second step: gateway and address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of ProductPublishSpec as texts")]
pub struct PlaceForm {
    pub gateway_id: String,
    /// One per line.
    pub hostnames: String,
    pub base_path: String,
}

impl PlaceForm {
    /// What is stored, for editing.
    pub fn of(spec: &ProductPublishSpec) -> Self {
        Self {
            gateway_id: spec.gateway_id.map(|id| id.to_string()).unwrap_or_default(),
            hostnames: lines::join(&spec.hostnames),
            base_path: spec.base_path.clone(),
        }
    }

    /// Changes them in a draft. The next steps need them, so they are asked for here.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn apply(&self, spec: &mut ProductPublishSpec) -> Result<()> {
        let mut check = Check::new();
        let gateway = some(&self.gateway_id).map(|text| text.parse());
        match gateway {
            None => check.fail("gateway_id", Code::Required),
            Some(Err(_)) => check.fail("gateway_id", Reason::new(Code::NotAnId).with("prefix", "gtw")),
            Some(Ok(id)) => spec.gateway_id = Some(id),
        }
        spec.hostnames = lines::of(&self.hostnames);
        check.ensure(!spec.hostnames.is_empty(), "hostnames", Reason::new(Code::TooFew).with("min", 1));
        spec.base_path = self.base_path.clone();
        check.finish(|| Some(()))
    }
}

/// The third and fourth step: what of the product, and how callers prove who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of ProductPublishSpec as texts")]
pub struct AccessForm {
    pub auth_mode: String,
    pub auth_config_api_key_header: String,
    pub visibility: String,
    pub api_services: Vec<String>,
    pub plans: Vec<String>,
}

impl AccessForm {
    /// Changes the services of a draft.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn apply_services(&self, spec: &mut ProductPublishSpec) -> Result<()> {
        let mut check = Check::new();
        spec.api_services = product::ids(&mut check, "api_services", &self.api_services);
        check.ensure(!spec.api_services.is_empty(), "api_services", Code::NothingToPublish);
        check.finish(|| Some(()))
    }

    /// Changes authentication, plans and visibility of a draft. Without authentication there is
    /// nobody to offer a plan to.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn apply_access(&self, spec: &mut ProductPublishSpec) -> Result<()> {
        let mut check = Check::new();
        spec.auth_mode = check.parse("auth_mode", &self.auth_mode).unwrap_or(AuthMode::None);
        if let Some(header) = some(&self.auth_config_api_key_header) {
            spec.auth_config.api_key_header = header;
        }
        spec.visibility = check.parse("visibility", &self.visibility).unwrap_or(Visibility::Private);
        let plan = |(i, text): (usize, &String)| {
            let reason = || Reason::new(Code::NotAnId).with("prefix", "pln");
            text.parse::<PlanId>().map_err(|_| check.fail(&format!("plans[{i}]"), reason())).ok()
        };
        let plans = self.plans.iter().enumerate().filter_map(plan).collect();
        spec.plans = if spec.auth_mode == AuthMode::None { Vec::new() } else { plans };
        check.finish(|| Some(()))
    }
}
