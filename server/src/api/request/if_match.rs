//! Which version a change is based on (RFC 9110, 13.1.1).

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use domain::{Code, Error, Result};

use crate::{api::problem::Problem, state::AppState};

/// The version in `If-Match: "7"`. Missing is 428; what is no version of ours is 412.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch(pub(crate) i64);

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let refuse = |code: Code| Error::Precondition(code.into());
        let value = parts.headers.get(header::IF_MATCH).ok_or_else(|| refuse(Code::VersionRequired))?;
        let text = value.to_str().unwrap_or_default().trim();
        let version = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).and_then(|t| t.parse().ok());
        Ok(Self(version.ok_or_else(|| refuse(Code::VersionStale))?))
    }
}
