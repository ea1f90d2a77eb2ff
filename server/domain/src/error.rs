//! The one error of every use case. Each transport maps it once: the JSON API to a problem
//! document, gRPC to a status, the portals to words from their catalogue.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reason::{Code, Reason};

/// `Result` with the domain's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Path as in the JSON body: `routes[2].path.value`. Empty for the whole body.
    pub field: String,
    /// Why.
    #[serde(flatten)]
    pub reason: Reason,
}

/// Why a use case did not happen. Nothing was changed when one is returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum Error {
    /// The request cannot be read at all (HTTP 400).
    Malformed(Reason),
    /// Every invalid field (HTTP 422).
    Invalid(Vec<FieldError>),
    /// Nobody is signed in, or the credential no longer counts (HTTP 401).
    Unauthenticated(Reason),
    /// Known, but not allowed (HTTP 403).
    Forbidden(Reason),
    /// Absent, or another tenant's: the two look the same (HTTP 404).
    NotFound(Reason),
    /// What is stored does not allow it (HTTP 409).
    Conflict(Reason),
    /// `If-Match` is missing (HTTP 428) or names an older version (HTTP 412).
    Precondition(Reason),
    /// Too often; seconds to wait (HTTP 429).
    TooMany {
        /// Whole seconds after which trying again makes sense, at least 1.
        retry_after: u64,
    },
    /// Not ready or overloaded (HTTP 503).
    Unavailable(Reason),
    /// A defect or a broken dependency (HTTP 500). The cause is logged where it happened, under
    /// the request id, and never travels.
    Internal,
}

impl Error {
    /// One invalid field.
    pub fn field(field: impl Into<String>, reason: impl Into<Reason>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), reason: reason.into() }])
    }

    /// Something that does not exist for the caller.
    pub fn not_found(noun: &'static str) -> Self {
        Self::NotFound(Reason::new(Code::NotFound).with("noun", noun))
    }

    /// A change that what is stored does not allow.
    pub fn conflict(reason: impl Into<Reason>) -> Self {
        Self::Conflict(reason.into())
    }

    /// The error as a form sees it that edits one entry of the list `part`: paths lose `part[2].`.
    #[must_use]
    pub fn within(self, part: &str) -> Self {
        let local = |mut error: FieldError| {
            let inner = error.field.strip_prefix(part).and_then(|rest| rest.strip_prefix('['));
            if let Some((_, field)) = inner.and_then(|rest| rest.split_once("].")) {
                error.field = field.to_owned();
            }
            error
        };
        match self {
            Self::Invalid(fields) => Self::Invalid(fields.into_iter().map(local).collect()),
            other => other,
        }
    }

    /// The reason as a whole; for invalid fields the general one.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Malformed(r)
            | Self::Unauthenticated(r)
            | Self::Forbidden(r)
            | Self::NotFound(r)
            | Self::Conflict(r)
            | Self::Precondition(r)
            | Self::Unavailable(r) => r.clone(),
            Self::Invalid(_) => Code::Invalid.into(),
            Self::TooMany { retry_after } => Reason::new(Code::TooManyRequests).with("seconds", retry_after),
            Self::Internal => Code::Internal.into(),
        }
    }

    /// The invalid fields, if that is what is wrong.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            _ => &[],
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(fields) => {
                for (i, e) in fields.iter().enumerate() {
                    let gap = if i == 0 { "" } else { " " };
                    write!(f, "{gap}{}: {}", e.field, e.reason)?;
                }
                Ok(())
            }
            other => write!(f, "{}", other.reason()),
        }
    }
}

impl std::error::Error for Error {}
