//! Bounds on requests, and problem documents where axum would answer with bare text.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{Code, Error, Reason};
use http_body_util::Limited;

use crate::api::problem::Problem;

/// Answers 503 when there is no answer in time. Streams are not cut: only the wait for their head.
pub(crate) async fn timeout(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let late = Problem::of(Error::Unavailable(Code::Timeout.into()), &request);
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => late.into_response(),
    }
}

/// Refuses a body that says it is too large, and cuts one that turns out to be.
pub(crate) async fn body(State(limit): State<usize>, request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return too_large(&request, limit).into_response();
    }
    let mut request = request.map(|body| Body::new(Limited::new(body, limit)));
    request.extensions_mut().insert(BodyLimit(limit));
    next.run(request).await
}

/// The limit of the request's body in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimit(pub(crate) usize);

fn too_large(request: &Request, limit: usize) -> Problem {
    let reason = Reason::new(Code::BodyTooLarge).with("max", limit);
    Problem::of(Error::Malformed(reason), request).status(StatusCode::PAYLOAD_TOO_LARGE)
}

/// 405 as a problem document; axum adds `Allow`.
pub(crate) async fn method_not_allowed(request: Request) -> Problem {
    let reason = Reason::new(Code::MethodNotAllowed).with("method", request.method());
    Problem::of(Error::Malformed(reason), &request).status(StatusCode::METHOD_NOT_ALLOWED)
}
