//! Conditions under which a product is used.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    draft::Check,
    id::{PlanId, ProductId},
    name::{Label, Title},
    policy::RateUnit,
    reason::{Code, Reason},
    role::text_enum,
};

text_enum! {
    /// Who says yes to a subscription.
    Approval {
        /// Nobody has to.
        Auto = "auto",
        /// The provider.
        Manual = "manual",
    }
}

text_enum! {
    /// Whether a plan can be chosen.
    PlanStatus {
        /// Can be chosen.
        Active = "active",
        /// Cannot be chosen any more; who has it keeps it.
        Retired = "retired",
    }
}

text_enum! {
    /// In which time a quota counts.
    QuotaPeriod {
        #[expect(missing_docs, reason = "itself")] Day = "day",
        #[expect(missing_docs, reason = "itself")] Month = "month",
    }
}

text_enum! {
    /// How often a price is due.
    PriceInterval {
        #[expect(missing_docs, reason = "itself")] Month = "month",
        #[expect(missing_docs, reason = "itself")] Year = "year",
    }
}

/// Requests in a unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanRate {
    /// 1 to 1,000,000.
    pub requests: u32,
    /// In which time.
    pub unit: RateUnit,
}

/// Requests in a longer period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// 1 to 1,000,000,000.
    pub requests: u32,
    /// In which time.
    pub period: QuotaPeriod,
}

/// Shown to customers; nothing is billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Minor units (cents), 0 to 1,000,000,000.
    pub amount_minor: u32,
    /// ISO 4217 code, three upper-case letters.
    pub currency: String,
    /// How often.
    pub interval: PriceInterval,
}

/// What a provider says about a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanSpec {
    /// Unique within the product; 2 to 40 lower-case letters, digits and hyphens.
    pub name: String,
    /// For people, 1 to 100 characters.
    pub title: String,
    /// At most 1000 characters.
    #[serde(default)]
    pub description: String,
    /// `null` for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<PlanRate>,
    /// `null` for no quota.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// `null` for free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Who says yes.
    pub approval: Approval,
    /// Whether it can be chosen.
    #[serde(default = "active")]
    pub status: PlanStatus,
}

const fn active() -> PlanStatus {
    PlanStatus::Active
}

/// A plan as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// Of which product.
    pub product_id: ProductId,
    /// What the provider said.
    pub spec: PlanSpec,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl PlanSpec {
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
        let range = |min: u32, max: u32| Reason::new(Code::OutOfRange).with("min", min).with("max", max);
        check.parse::<Label>("name", &self.name);
        if let Some(title) = check.parse::<Title>("title", &self.title) {
            self.title = title.into();
        }
        self.description = check.lines("description", &self.description, 1000);
        if let Some(rate) = self.rate_limit {
            let fits = (1..=1_000_000).contains(&rate.requests);
            check.ensure(fits, "rate_limit.requests", range(1, 1_000_000));
        }
        if let Some(quota) = self.quota {
            let fits = (1..=1_000_000_000).contains(&quota.requests);
            check.ensure(fits, "quota.requests", range(1, 1_000_000_000));
        }
        if let Some(price) = &self.price {
            let fits = price.amount_minor <= 1_000_000_000;
            check.ensure(fits, "price.amount_minor", range(0, 1_000_000_000));
            let iso = price.currency.len() == 3 && price.currency.bytes().all(|b| b.is_ascii_uppercase());
            let reason = Reason::new(Code::NotAnOption)
                .with("value", &price.currency)
                .with("options", "EUR, USD, KRW, …");
            check.ensure(iso, "price.currency", reason);
        }
        check.storable(self);
    }
}
