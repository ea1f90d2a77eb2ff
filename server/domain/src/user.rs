//! A person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    draft::Check,
    id::UserId,
    labels::{self, Labels},
    name::{Email, Title},
    role::{PlatformRole, text_enum},
};

text_enum! {
    /// Whether a person may sign in.
    UserStatus {
        /// They may.
        Active = "active",
        /// They may not; their sessions and tokens no longer count.
        Disabled = "disabled",
    }
}

text_enum! {
    /// In which language pages speak to a person.
    Locale {
        /// English.
        En = "en",
        /// Korean.
        Ko = "ko",
    }
}

/// What an operator says about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UserSpec {
    /// Unique; kept in lower case.
    pub email: String,
    /// For people, 1 to 100 characters.
    pub name: String,
    /// What they may do under operator.
    #[serde(default = "no_role")]
    pub platform_role: PlatformRole,
    /// In which language pages speak to them.
    #[serde(default = "english")]
    pub locale: Locale,
    /// For filtering.
    #[serde(default)]
    pub labels: Labels,
}

const fn no_role() -> PlatformRole {
    PlatformRole::None
}

const fn english() -> Locale {
    Locale::En
}

/// A person to add. Without a password they sign in elsewhere, or not at all.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewUserSpec {
    /// What an operator says about them.
    pub user: UserSpec,
    /// To sign in with: at least 10 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl std::fmt::Debug for NewUserSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUserSpec").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A person as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Rises with every change; the ETag.
    pub version: i64,
    /// What an operator said.
    pub spec: UserSpec,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// Whether they can sign in with a password.
    pub has_password: bool,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// When they were last changed.
    pub updated_at: DateTime<Utc>,
}

impl UserSpec {
    /// Checks and tidies each field.
    pub fn check(&mut self, check: &mut Check) {
        if let Some(email) = check.parse::<Email>("email", &self.email) {
            self.email = email.into();
        }
        if let Some(name) = check.parse::<Title>("name", &self.name) {
            self.name = name.into();
        }
        labels::check(check, &self.labels);
        check.storable(self);
    }

    /// The checked and tidied spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn validate(mut self) -> Result<Self> {
        let mut check = Check::new();
        self.check(&mut check);
        check.finish(|| Some(self))
    }
}

impl User {
    /// Whether they can change everything under operator.
    pub fn is_admin(&self) -> bool {
        self.status == UserStatus::Active && self.spec.platform_role == PlatformRole::Admin
    }
}
