//! The form of a plan.

use serde::{Deserialize, Serialize};

use super::both;
use crate::{
    draft::Check,
    error::Result,
    plan::{Approval, PlanRate, PlanSpec, PlanStatus, Price, PriceInterval, Quota, QuotaPeriod},
    policy::RateUnit,
};

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of PlanSpec as texts")]
pub struct PlanForm {
    pub name: String,
    pub title: String,
    pub description: String,
    pub rate_limit_requests: String,
    pub rate_limit_unit: String,
    pub quota_requests: String,
    pub quota_period: String,
    pub price_amount_minor: String,
    pub price_currency: String,
    pub price_interval: String,
    pub approval: String,
    pub status: String,
}

impl PlanForm {
    /// What is stored, for editing.
    pub fn of(spec: &PlanSpec) -> Self {
        let text = |value: Option<String>| value.unwrap_or_default();
        let price = spec.price.as_ref();
        Self {
            name: spec.name.clone(),
            title: spec.title.clone(),
            description: spec.description.clone(),
            rate_limit_requests: text(spec.rate_limit.map(|r| r.requests.to_string())),
            rate_limit_unit: text(spec.rate_limit.map(|r| r.unit.to_string())),
            quota_requests: text(spec.quota.map(|q| q.requests.to_string())),
            quota_period: text(spec.quota.map(|q| q.period.to_string())),
            price_amount_minor: text(price.map(|p| p.amount_minor.to_string())),
            price_currency: text(price.map(|p| p.currency.clone())),
            price_interval: text(price.map(|p| p.interval.to_string())),
            approval: spec.approval.to_string(),
            status: spec.status.to_string(),
        }
    }

    /// The spec, or every invalid field. A limit, quota or price without a number is none.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn parse(self) -> Result<PlanSpec> {
        let mut check = Check::new();
        let rate = check.optional_number("rate_limit.requests", &self.rate_limit_requests, 1, 1_000_000);
        let quota = check.optional_number("quota.requests", &self.quota_requests, 1, 1_000_000_000);
        let amount = check.optional_number("price.amount_minor", &self.price_amount_minor, 0, 1_000_000_000);
        let spec = PlanSpec {
            name: self.name.trim().to_owned(),
            title: self.title,
            description: self.description,
            rate_limit: rate.map(|requests| PlanRate {
                requests,
                unit: check.parse("rate_limit.unit", &self.rate_limit_unit).unwrap_or(RateUnit::Minute),
            }),
            quota: quota.map(|requests| Quota {
                requests,
                period: check.parse("quota.period", &self.quota_period).unwrap_or(QuotaPeriod::Month),
            }),
            price: amount.map(|amount_minor| Price {
                amount_minor,
                currency: self.price_currency.trim().to_uppercase(),
                interval: check.parse("price.interval", &self.price_interval).unwrap_or(PriceInterval::Month),
            }),
            approval: check.parse("approval", &self.approval).unwrap_or(Approval::Manual),
            status: check.parse("status", &self.status).unwrap_or(PlanStatus::Active),
        };
        both(check, spec.validate())
    }
}
