//! Bounds on requests, and problem documents where axum would answer with bare text.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{Code, Error, Reason};
use http_body_util::{LengthLimitError, Limited};

use crate::api::problem::Problem;

/// Answers 503 when there is no answer in time. Streams are not cut: only the wait for their head.
pub(crate) async fn timeout(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::from(Error::Unavailable(Code::Timeout.into())).into_response(),
    }
}

/// Refuses a body that says it is too large, and cuts one that turns out to be.
pub(crate) async fn body(State(limit): State<usize>, request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return too_large(limit).into_response();
    }
    let mut request = request.map(|body| Body::new(Limited::new(body, limit)));
    request.extensions_mut().insert(BodyLimit(limit));
    next.run(request).await
}

/// The limit of the request's body in bytes.
#[derive(Debug, Clone, Copy)]
struct BodyLimit(usize);

/// The whole body, unless it is too large.
///
/// # Errors
/// 413; 400 when the connection or its framing broke on the way.
pub(crate) async fn whole(parts: &Parts, body: Body) -> Result<Bytes, Problem> {
    let limit = parts.extensions.get::<BodyLimit>().map_or(usize::MAX, |BodyLimit(limit)| *limit);
    to_bytes(body, limit).await.map_err(|error| {
        if is_too_long(&error) {
            return too_large(limit);
        }
        tracing::debug!(%error, "the body ended early");
        Problem::from(Error::Malformed(Code::IncompleteBody.into()))
    })
}

fn is_too_long(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |e| e.source()).any(|e| e.is::<LengthLimitError>())
}

fn too_large(limit: usize) -> Problem {
    Problem::http(StatusCode::PAYLOAD_TOO_LARGE, Reason::new(Code::BodyTooLarge).with("max", limit))
}

/// 405 as a problem document; axum adds `Allow`.
pub(crate) async fn method_not_allowed(request: Request) -> Problem {
    let reason = Reason::new(Code::MethodNotAllowed).with("method", request.method());
    Problem::http(StatusCode::METHOD_NOT_ALLOWED, reason)
}
