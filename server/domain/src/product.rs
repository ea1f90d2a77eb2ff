//! API services offered together, with plans.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    draft::Check,
    id::{ApiServiceId, ProductId},
    labels::{self, Labels},
    name::{Label, Title},
    plan::Plan,
    reason::{Code, Reason},
    role::text_enum,
};

/// Most API services of one product.
pub const MAX_SERVICES: usize = 50;

text_enum! {
    /// Where a product is in its life.
    ProductStatus {
        /// Being prepared: cannot be published.
        Draft = "draft",
        /// Can be published.
        Active = "active",
        /// No new publishes; what is live stays.
        Archived = "archived",
    }
}

impl ProductStatus {
    /// Whether the status may become the other one. An active product never becomes a draft again.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Draft, _)
                | (Self::Active, Self::Active | Self::Archived)
                | (Self::Archived, Self::Active | Self::Archived)
        )
    }
}

/// What a provider says about a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductSpec {
    /// Unique within the tenant; 2 to 40 lower-case letters, digits and hyphens.
    pub name: String,
    /// For people, 1 to 100 characters.
    pub title: String,
    /// The product's own version; at most 40 characters.
    #[serde(default)]
    pub product_version: String,
    /// Markdown, at most 20,000 characters.
    #[serde(default)]
    pub description: String,
    /// At most 8 labels, for the marketplace.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Where its documentation is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs_url: Option<String>,
    /// What it offers. At most 50.
    #[serde(default)]
    pub api_services: Vec<ApiServiceId>,
    /// Where it is in its life.
    #[serde(default = "draft")]
    pub status: ProductStatus,
    /// For filtering.
    #[serde(default)]
    pub labels: Labels,
}

const fn draft() -> ProductStatus {
    ProductStatus::Draft
}

/// A product as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// What the provider said.
    pub spec: ProductSpec,
    /// In the order they were made.
    pub plans: Vec<Plan>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl ProductSpec {
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
        self.product_version = check.text("product_version", &self.product_version, 40);
        self.description = check.lines("description", &self.description, 20_000);
        let few = check.length("categories", self.categories.len(), 0, 8);
        for (i, category) in self.categories.iter().enumerate().filter(|_| few) {
            check.parse::<Label>(&format!("categories[{i}]"), category);
        }
        self.docs_url = self.docs_url.take().map(|u| u.trim().to_owned()).filter(|u| !u.is_empty());
        if let Some(url) = &self.docs_url {
            let web = url::Url::parse(url).is_ok_and(|u| matches!(u.scheme(), "http" | "https"));
            check.ensure(web && url.len() <= 2000, "docs_url", Code::NotAUrl);
        }
        let few = check.length("api_services", self.api_services.len(), 0, MAX_SERVICES);
        for (i, id) in self.api_services.iter().enumerate().filter(|_| few) {
            let repeated = self.api_services[..i].contains(id);
            let reason = Reason::new(Code::Duplicate).with("value", id);
            check.ensure(!repeated, &format!("api_services[{i}]"), reason);
        }
        labels::check(check, &self.labels);
        check.storable(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_and_every_other() {
        use ProductStatus::{Active, Archived, Draft};
        let table =
            [(Draft, [true, true, true]), (Active, [false, true, true]), (Archived, [false, true, true])];
        assert_eq!(table.len(), ProductStatus::ALL.len());
        for (status, row) in table {
            for (next, expected) in [Draft, Active, Archived].into_iter().zip(row) {
                assert_eq!(status.may_become(next), expected, "{status} to {next}");
            }
        }
    }
}
