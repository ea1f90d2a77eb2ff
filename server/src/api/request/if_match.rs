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
        let refuse = |code: Code, parts: &Parts| Problem::of_parts(Error::Precondition(code.into()), parts);
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Err(refuse(Code::VersionRequired, parts));
        };
        let version =
            value.to_str().ok().and_then(|v| v.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        version.map(Self).ok_or_else(|| refuse(Code::VersionStale, parts))
    }
}
