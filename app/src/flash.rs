//! What a form leaves for the page that follows it: a word of success, a secret that is shown once,
//! or what was typed and why it was refused. It lives in the visitor's session, sealed, and is gone
//! once a page has rendered it.

use domain::id::UserId;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Left by a form for the next page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// What was done.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// A form that was refused.
    #[serde(default)]
    pub refused: Option<Refused>,
    /// Shown once, on the page that follows.
    #[serde(default)]
    pub secret: Option<Secret>,
    /// A form whose sender was signed out meanwhile: kept until the same person has signed in again,
    /// and shown to nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// A refused form that waits for its sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Who filled it in.
    pub whose: UserId,
    /// The form.
    pub refused: Refused,
}

/// What was done, as a code that the page words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the catalogue's `notice` group has the words")]
pub enum Notice {
    Created,
    Saved,
    Deleted,
    Revoked,
    Published,
    Withdrawing,
    Forgotten,
    SignedOut,
    SessionEnded,
    SessionsEnded,
    PasswordChanged,
}

/// A secret to be shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// What it is for: the page that made it looks for its own.
    pub purpose: String,
    /// The secret.
    pub value: String,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

/// A form that was refused, with what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Path of the server function the form was sent to.
    pub action: String,
    /// Names and values as sent, without secrets. A name repeats for each ticked box.
    pub typed: Vec<(String, String)>,
    /// Why.
    pub error: AppError,
}

impl Refused {
    /// Fields whose values are never sent back.
    pub const SECRET_FIELDS: &[&str] = &["password", "current_password", "token"];
    /// The hidden field in which a form says who fills it in.
    pub const WHOSE: &str = "_whose";
    /// What is kept of one form at most, in bytes.
    pub const MAX_TYPED: usize = 64 * 1024;

    /// Whether a field's value may be kept.
    pub fn keeps(field: &str) -> bool {
        field != Self::WHOSE && !Self::SECRET_FIELDS.contains(&field)
    }
}

#[cfg(feature = "ssr")]
mod jar;

#[cfg(feature = "ssr")]
pub use jar::FlashJar;
