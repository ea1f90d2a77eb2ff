//! RFC 9457 problem documents: the one place where a [`domain::Error`] becomes an HTTP answer.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{self, IntoResponse},
};
use domain::{Code, Error, Reason};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::request_id;

/// Why a request was refused.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    error: Error,
}

/// `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument {
    /// Always `about:blank`: `code` says what happened.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The HTTP status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Stable and machine-readable.
    code: Code,
    /// What happened and what to do, in English.
    detail: String,
    /// The same as the `x-request-id` header.
    request_id: String,
    /// Every invalid field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemField {
    /// Path in the body (`routes[2].path.value`), or the parameter's name.
    field: String,
    /// Stable and machine-readable.
    code: Code,
    /// What would be right, in English.
    message: String,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self { status: status(&error), error }
    }
}

impl Problem {
    /// Another status for errors that only HTTP knows: 405, 413, 415.
    pub(crate) fn http(status: StatusCode, reason: impl Into<Reason>) -> Self {
        Self { status, error: Error::Malformed(reason.into()) }
    }
}

/// The status of each kind of error.
fn status(error: &Error) -> StatusCode {
    match error {
        Error::Malformed(_) => StatusCode::BAD_REQUEST,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Precondition(Reason { code: Code::VersionRequired, .. }) => StatusCode::PRECONDITION_REQUIRED,
        Error::Precondition(_) => StatusCode::PRECONDITION_FAILED,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> response::Response {
        let reason = self.error.reason();
        let errors = self.error.fields().iter().map(|e| ProblemField {
            field: e.field.clone(),
            code: e.reason.code,
            message: e.reason.message(),
        });
        let document = ProblemDocument {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default().to_owned(),
            status: self.status.as_u16(),
            code: reason.code,
            detail: reason.message(),
            request_id: request_id::current(),
            errors: errors.collect(),
        };
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match &self.error {
            Error::TooMany { retry_after } => {
                headers.insert(header::RETRY_AFTER, (*retry_after).into());
            }
            Error::Unauthenticated(_) => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response.extensions_mut().insert(Cause(self.error));
        response
    }
}

/// Why an answer is a problem document, for whoever can say it better.
#[derive(Debug, Clone)]
pub(crate) struct Cause(pub(crate) Error);
