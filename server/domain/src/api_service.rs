//! An API as its provider describes it: routes to backends, with policies on the way. It knows no
//! gateway and no cluster; publishing chooses those.

mod across;
mod put;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    backend::Backend,
    draft::Check,
    id::ApiServiceId,
    labels::{self, Labels},
    name::{Label, Title},
    policy::{Policy, PolicyConfig},
    route::Route,
};
pub use put::put_part;

/// Most routes of one service.
pub const MAX_ROUTES: usize = 500;
/// Most backends, and most policies, of one service.
pub const MAX_PARTS: usize = 100;

/// An API service as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiService {
    /// Its id.
    pub id: ApiServiceId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// What the provider said.
    pub spec: ApiServiceSpec,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a provider says about an API service. Not yet checked when it arrives; see
/// [`ApiServiceSpec::validate`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApiServiceSpec {
    /// Unique within the tenant; 2 to 40 lower-case letters, digits and hyphens.
    pub name: String,
    /// For people, 1 to 100 characters.
    pub title: String,
    /// The API's own version, such as `2.1.0`; at most 40 characters.
    #[serde(default)]
    pub api_version: String,
    /// At most 4000 characters.
    #[serde(default)]
    pub description: String,
    /// Which requests go where. At most 500.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Where it is served. At most 100.
    #[serde(default)]
    pub backends: Vec<Backend>,
    /// What happens on the way. At most 100.
    #[serde(default)]
    pub policies: Vec<Policy>,
    /// For filtering.
    #[serde(default)]
    pub labels: Labels,
}

impl ApiServiceSpec {
    /// The checked and tidied spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with paths such as `routes[2].path.value`.
    pub fn validate(mut self, allow_internal_backends: bool) -> Result<Self> {
        let mut check = Check::new();
        self.check(&mut check, allow_internal_backends);
        check.finish(|| Some(self))
    }

    /// Checks and tidies each field. Lists that are too long are not looked into.
    pub fn check(&mut self, check: &mut Check, allow_internal_backends: bool) {
        check.parse::<Label>("name", &self.name);
        if let Some(title) = check.parse::<Title>("title", &self.title) {
            self.title = title.into();
        }
        self.api_version = check.text("api_version", &self.api_version, 40);
        self.description = check.lines("description", &self.description, 4000);
        labels::check(check, &self.labels);
        let mut few = true;
        for (len, max, field) in [
            (self.routes.len(), MAX_ROUTES, "routes"),
            (self.backends.len(), MAX_PARTS, "backends"),
            (self.policies.len(), MAX_PARTS, "policies"),
        ] {
            few &= check.length(field, len, 0, max);
        }
        if !few {
            return;
        }
        for (i, route) in self.routes.iter().enumerate() {
            check.within(&format!("routes[{i}]"), |c| route.check(c));
        }
        for (i, backend) in self.backends.iter().enumerate() {
            check.within(&format!("backends[{i}]"), |c| backend.check(c, allow_internal_backends));
        }
        for (i, policy) in self.policies.iter().enumerate() {
            check.within(&format!("policies[{i}]"), |c| policy.check(c));
        }
        across::check(self, check);
        check.storable(self);
    }

    /// The policy of a kind that shapes a route: one that names it wins over one for the service.
    pub fn policy_for<'a, T>(
        &'a self,
        route: &str,
        pick: impl Fn(&'a PolicyConfig) -> Option<&'a T>,
    ) -> Option<(&'a Policy, &'a T)> {
        let covering = || self.policies.iter().filter(|p| p.enabled && p.covers(route));
        covering()
            .filter(|p| !p.routes.is_empty())
            .chain(covering().filter(|p| p.routes.is_empty()))
            .find_map(|p| pick(&p.config).map(|config| (p, config)))
    }

    /// Why a part cannot be removed: names of what refers to it.
    pub fn users_of_backend(&self, backend: &str) -> Vec<String> {
        let uses = |r: &&Route| r.backends.iter().any(|b| b.backend == backend);
        self.routes.iter().filter(uses).map(|r| r.name.clone()).collect()
    }
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiServiceSummary {
    /// Its id.
    pub id: ApiServiceId,
    /// Unique within the tenant.
    pub name: String,
    /// For people.
    pub title: String,
    /// The API's own version.
    pub api_version: String,
    /// How many routes it has.
    pub routes: usize,
    /// How many backends it has.
    pub backends: usize,
    /// How many policies it has.
    pub policies: usize,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}
