//! The one place that decides whether a refusal is a problem document or a page: a person in front of a
//! browser reads words in their language, a script reads JSON.

use app::{error_page::ErrorPage, preferences::Preferences};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header, uri::PathAndQuery},
    middleware::Next,
    response::Response,
};
use leptos::config::LeptosOptions;

use crate::{api::problem::Cause, http::request_id};

/// What only scripts ask for, whatever they accept.
const FOR_SCRIPTS: [&str; 3] = ["/v1/", "/events/", "/openapi.json"];

/// Turns problem documents into pages for those who accept pages.
pub(crate) async fn layer(State(options): State<LeptosOptions>, request: Request, next: Next) -> Response {
    if !wants_page(&request) {
        return next.run(request).await;
    }
    let preferences = Preferences::of_headers(request.headers());
    let again = (request.method() == Method::GET)
        .then(|| request.uri().path_and_query().map(PathAndQuery::to_string))
        .flatten();
    let mut response = next.run(request).await;
    let Some(Cause(error)) = response.extensions_mut().remove::<Cause>() else { return response };
    let page = ErrorPage { error, request_id: request_id::current(), again, preferences };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Response::from_parts(parts, Body::from(page.render(options)))
}

fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    accepts_html(request.headers()) && !FOR_SCRIPTS.iter().any(|start| path.starts_with(start))
}

/// Whether an answer may be a page.
pub(crate) fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
