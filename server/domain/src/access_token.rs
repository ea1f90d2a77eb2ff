//! A script's credential: its user's rights, cut down to its scopes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result, Timestamp,
    draft::Check,
    id::AccessTokenId,
    name::{Label, Title},
    reason::{Code, Reason},
};

/// Scopes a token can have; `write` covers `read`.
pub const SCOPES: &[&str] = &[
    "operator:read",
    "operator:write",
    "provider:read",
    "provider:write",
    "customer:read",
    "customer:write",
];

/// Most scopes that are looked at; there are fewer.
const MAX_SCOPES: usize = 50;

/// An access token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessToken {
    /// Its id.
    pub id: AccessTokenId,
    /// What its owner said.
    pub spec: AccessTokenSpec,
    /// How the secret starts, to tell tokens apart.
    pub prefix: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute; `null` when never.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked; `null` while it counts.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What its owner says about an access token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AccessTokenSpec {
    /// For people, 1 to 100 characters.
    pub name: String,
    /// Slug of the only tenant it reaches; `null` reaches every tenant of its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// What it may do: `operator:read`, `provider:write` … At least one.
    pub scopes: Vec<String>,
    /// When it ends; `null` for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A new access token, with the secret that is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAccessToken {
    /// What was made.
    pub access_token: AccessToken,
    /// `imp_…`: goes into `Authorization: Bearer`. `null` when it was only asked what would happen.
    pub secret: Option<String>,
}

impl std::fmt::Debug for NewAccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccessToken").field("access_token", &self.access_token).finish_non_exhaustive()
    }
}

impl AccessTokenSpec {
    /// The checked and tidied spec, or every invalid field. `now` is what an expiry is compared with.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn validate(mut self, now: Timestamp) -> Result<Self> {
        let mut check = Check::new();
        self.check(&mut check, now);
        check.finish(|| Some(self))
    }

    /// Checks and tidies each field.
    pub fn check(&mut self, check: &mut Check, now: Timestamp) {
        if let Some(name) = check.parse::<Title>("name", &self.name) {
            self.name = name.into();
        }
        if let Some(tenant) = &self.tenant {
            check.parse::<Label>("tenant", tenant);
        }
        let few = check.length("scopes", self.scopes.len(), 1, MAX_SCOPES);
        for (i, scope) in self.scopes.iter().enumerate().filter(|_| few) {
            let reason =
                Reason::new(Code::NotAnOption).with("value", scope).with("options", SCOPES.join(", "));
            check.ensure(SCOPES.contains(&scope.as_str()), &format!("scopes[{i}]"), reason);
        }
        self.scopes.sort();
        self.scopes.dedup();
        check.ensure(self.expires_at.is_none_or(|at| at > now), "expires_at", Code::NotInFuture);
        check.storable(self);
    }
}

impl AccessToken {
    /// Whether it counts.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.spec.expires_at.is_none_or(|at| at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invalid_field_is_named() {
        let now = Timestamp::UNIX_EPOCH;
        let spec = AccessTokenSpec {
            tenant: Some("No".to_owned()),
            scopes: vec!["provider:all".to_owned()],
            expires_at: Some(now),
            ..AccessTokenSpec::default()
        };
        let error = spec.validate(now).unwrap_err();
        let fields: Vec<_> = error.fields().iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["name", "tenant", "scopes[0]", "expires_at"]);
    }
}
