//! The form of a product.

use serde::{Deserialize, Serialize};

use super::{both, some};
use crate::{
    draft::Check,
    error::Result,
    id::ApiServiceId,
    labels,
    product::{ProductSpec, ProductStatus},
    reason::{Code, Reason},
};

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of ProductSpec as texts")]
pub struct ProductForm {
    pub name: String,
    pub title: String,
    pub product_version: String,
    pub description: String,
    /// Separated by commas or line breaks.
    pub categories: String,
    pub docs_url: String,
    pub api_services: Vec<String>,
    pub status: String,
    pub labels: String,
}

impl ProductForm {
    /// What is stored, for editing.
    pub fn of(spec: &ProductSpec) -> Self {
        Self {
            name: spec.name.clone(),
            title: spec.title.clone(),
            product_version: spec.product_version.clone(),
            description: spec.description.clone(),
            categories: spec.categories.join(", "),
            docs_url: spec.docs_url.clone().unwrap_or_default(),
            api_services: spec.api_services.iter().map(ToString::to_string).collect(),
            status: spec.status.to_string(),
            labels: labels::to_lines(&spec.labels),
        }
    }

    /// The spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn parse(self) -> Result<ProductSpec> {
        let mut check = Check::new();
        let api_services = ids(&mut check, "api_services", &self.api_services);
        let categories = self.categories.split([',', '\n']).map(str::trim).filter(|c| !c.is_empty());
        let spec = ProductSpec {
            name: self.name.trim().to_owned(),
            title: self.title,
            product_version: self.product_version,
            description: self.description,
            categories: categories.map(str::to_owned).collect(),
            docs_url: some(&self.docs_url),
            api_services,
            status: check.parse("status", &self.status).unwrap_or(ProductStatus::Draft),
            labels: labels::from_lines(&mut check, &self.labels),
        };
        both(check, spec.validate())
    }
}

/// Ids of API services, in the order of their names on the page.
pub(super) fn ids(check: &mut Check, field: &str, texts: &[String]) -> Vec<ApiServiceId> {
    let parse = |(i, text): (usize, &String)| {
        let reason = || Reason::new(Code::NotAnId).with("prefix", "svc");
        text.parse().map_err(|_| check.fail(&format!("{field}[{i}]"), reason())).ok()
    };
    texts.iter().enumerate().filter_map(parse).collect()
}
