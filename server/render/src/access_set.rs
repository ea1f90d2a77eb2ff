//! Who may call a publish: the input that changes with subscriptions and keys, not with revisions.

use domain::{
    id::{ApplicationId, CredentialId, PlanId},
    plan::{PlanRate, Quota},
};

/// Every application that may call. Empty with auth mode api_key: nobody gets through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessSet {
    /// In any order.
    pub applications: Vec<Application>,
}

/// An application with an active subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Plan it uses.
    pub plan: PlanId,
    /// The plan's rate limit.
    pub rate_limit: Option<PlanRate>,
    /// The plan's quota.
    pub quota: Option<Quota>,
    /// Keys that count now, several while one is being rotated.
    pub credentials: Vec<Credential>,
}

/// A key, by reference: its sealed copy is opened when an agent fetches the item, never here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// SHA-256 of the key, so that another key is another content.
    pub digest: String,
}

impl Application {
    /// What the client ids of the plan's applications start with.
    pub(crate) fn plan_prefix(&self) -> String {
        format!("{}.", self.plan)
    }

    /// What the application's client ids start with: a limit counts it once, whatever its keys.
    pub(crate) fn prefix(&self) -> String {
        format!("{}.{}.", self.plan, self.id)
    }

    /// What a backend sees in `x-client-id`, and the key's name in its Secret.
    pub(crate) fn client_id(&self, credential: &Credential) -> String {
        format!("{}{}", self.prefix(), credential.id)
    }
}

impl Credential {
    /// What stands for the key in stored content (in Base64, as the key itself); whoever delivers
    /// the content puts the opened key in its place.
    pub fn reference(&self) -> String {
        format!("imp-sealed:{}:{}", self.id, self.digest)
    }
}
