//! RFC 9457 problem documents: the one place where a [`domain::Error`] becomes an HTTP answer.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{self, IntoResponse},
};
use domain::{Code, Error, Reason};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder},
};

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

/// What any route of the API may answer instead: name, status and meaning.
const REFUSALS: [(&str, &str, &str); 9] = [
    ("Malformed", "400", "The request cannot be read, or names no tenant."),
    ("Unauthenticated", "401", "Nobody is signed in, or the access token does not count."),
    ("Forbidden", "403", "The role or the token's scopes do not allow it."),
    ("NotFound", "404", "It does not exist for the caller."),
    ("Conflict", "409", "What is stored does not allow it."),
    ("Stale", "412", "Someone else changed it meanwhile."),
    ("Invalid", "422", "Every invalid field."),
    ("VersionRequired", "428", "If-Match is missing."),
    ("TooMany", "429", "Too often; see Retry-After."),
];

/// [`REFUSALS`] of one route, for the OpenAPI document.
pub(crate) struct Problems;

impl utoipa::IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let refer = |name: &str| RefOr::Ref(Ref::new(format!("#/components/responses/{name}")));
        REFUSALS.iter().map(|(name, status, _)| ((*status).to_owned(), refer(name))).collect()
    }
}

/// Adds what [`Problems`] refers to.
pub(super) fn describe(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    for (name, _, description) in REFUSALS {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name())));
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content.build());
        components.responses.insert(name.to_owned(), response.build().into());
    }
}
