//! An API as its provider describes it: routes to backends, with policies on the way. It knows no
//! gateway and no cluster; publishing chooses those.

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
    reason::{Code, Reason},
    route::{PathKind, PathRewriteKind, Route},
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
        check.parse::<Label>("name", &self.name);
        if let Some(title) = check.parse::<Title>("title", &self.title) {
            self.title = title.into();
        }
        self.api_version = check.text("api_version", &self.api_version, 40);
        self.description = check.text("description", &self.description, 4000);
        labels::check(&mut check, &self.labels);
        for (len, max, field) in [
            (self.routes.len(), MAX_ROUTES, "routes"),
            (self.backends.len(), MAX_PARTS, "backends"),
            (self.policies.len(), MAX_PARTS, "policies"),
        ] {
            check.ensure(len <= max, field, Reason::new(Code::TooMany).with("max", max));
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
        self.check_names(&mut check);
        self.check_references(&mut check);
        self.check_ties(&mut check);
        self.check_rewrites(&mut check);
        check.finish(|| Some(self))
    }

    fn check_names(&self, check: &mut Check) {
        let parts: [(&str, Vec<&str>); 3] = [
            ("routes", self.routes.iter().map(|r| r.name.as_str()).collect()),
            ("backends", self.backends.iter().map(|b| b.name.as_str()).collect()),
            ("policies", self.policies.iter().map(|p| p.name.as_str()).collect()),
        ];
        for (field, names) in parts {
            for (i, name) in names.iter().enumerate() {
                let reason = Reason::new(Code::Duplicate).with("value", name);
                check.ensure(!names[..i].contains(name), &format!("{field}[{i}].name"), reason);
            }
        }
    }

    fn check_references(&self, check: &mut Check) {
        let unknown = |noun: &str, value: &str| {
            Reason::new(Code::UnknownReference).with("noun", noun).with("value", value)
        };
        for (i, route) in self.routes.iter().enumerate() {
            for (j, to) in route.backends.iter().enumerate() {
                let known = self.backends.iter().any(|b| b.name == to.backend);
                let field = format!("routes[{i}].backends[{j}].backend");
                check.ensure(known, &field, unknown("backend", &to.backend));
            }
        }
        for (i, policy) in self.policies.iter().enumerate() {
            for (j, name) in policy.routes.iter().enumerate() {
                let known = self.routes.iter().any(|r| r.name == *name);
                check.ensure(known, &format!("policies[{i}].routes[{j}]"), unknown("route", name));
            }
        }
    }

    fn check_ties(&self, check: &mut Check) {
        for (i, route) in self.routes.iter().enumerate() {
            if let Some(other) = self.routes[..i].iter().find(|other| other.ties_with(route)) {
                let reason =
                    Reason::new(Code::RouteTie).with("first", &other.name).with("second", &route.name);
                check.fail(&format!("routes[{i}].path"), reason);
            }
        }
        // One request is shaped by one policy of a kind: two of them on a route would hide each other.
        for (i, policy) in self.policies.iter().enumerate().filter(|(_, p)| p.enabled) {
            let clash = self.policies[..i].iter().find(|other| {
                other.enabled
                    && other.config.kind() == policy.config.kind()
                    && (other.routes.is_empty() == policy.routes.is_empty())
                    && (policy.routes.is_empty() || policy.routes.iter().any(|r| other.routes.contains(r)))
            });
            if let Some(other) = clash {
                let reason =
                    Reason::new(Code::PolicyClash).with("first", &other.name).with("second", &policy.name);
                check.fail(&format!("policies[{i}].routes"), reason);
            }
        }
    }

    /// A prefix can be replaced only where a prefix was matched.
    fn check_rewrites(&self, check: &mut Check) {
        for (i, policy) in self.policies.iter().enumerate().filter(|(_, p)| p.enabled) {
            let path = match &policy.config {
                PolicyConfig::UrlRewrite(rewrite) => rewrite.path.as_ref(),
                PolicyConfig::Redirect(redirect) => redirect.path.as_ref(),
                _ => None,
            };
            let replaces_prefix = path.is_some_and(|p| p.kind == PathRewriteKind::Prefix);
            let other = |r: &&Route| policy.covers(&r.name) && r.path.kind != PathKind::Prefix;
            if replaces_prefix && self.routes.iter().any(|r| other(&r)) {
                let reason = Reason::new(Code::NotAnOption).with("value", "prefix").with("options", "full");
                check.fail(&format!("policies[{i}].config.{}.path.kind", policy.config.kind()), reason);
            }
        }
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
