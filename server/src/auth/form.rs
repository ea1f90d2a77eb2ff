//! Forms without scripts: what is refused goes back to its page through the session's flash.

use app::{error::AppError, flash::FlashJar};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::Error;
use leptos::server_fn::error::ServerFnUrlError;
use services::Services;
use tower_sessions::Session;
use url::Url;

use super::flash;
use crate::{
    api::problem::Problem,
    http::{error_page::accepts_html, limits::whole, request_id},
};

/// Loads the flash, runs the page or form, takes an error out of a server function's redirect and
/// stores the flash again. Only our own answer is read: `__err` in an address is the visitor's to forge.
pub(crate) async fn layer(
    State(services): State<Services>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let refuse = |error| Problem::from(error).into_response();
    let jar = match flash::load(&services.ctx, &session).await {
        Ok(jar) => jar,
        Err(error) => return refuse(error),
    };
    request.extensions_mut().insert(jar.clone());
    let response =
        if is_plain_form(&request) { posted(&jar, request, next).await } else { next.run(request).await };
    match flash::store(&services.ctx, &session, &jar).await {
        Ok(()) => response,
        Err(error) => refuse(error),
    }
}

fn is_plain_form(request: &Request) -> bool {
    request.method() == Method::POST && accepts_html(request.headers())
}

async fn posted(jar: &FlashJar, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    let body = match whole(&parts, body).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    // Without one, a server function would lose its error on the way back.
    parts.headers.entry(header::REFERER).or_insert(HeaderValue::from_static("http://localhost/"));
    let mut response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    let location = response.headers().get(header::LOCATION).and_then(|v| v.to_str().ok());
    let Some((to, error)) = location.and_then(back) else { return response };
    if let Some(error) = error {
        jar.refuse(&path, &body, error);
    }
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.headers_mut().insert(header::LOCATION, to);
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    response
}

/// Where a redirect leads on this site, and the error that a server function put into it.
fn back(location: &str) -> Option<(String, Option<AppError>)> {
    let base = Url::parse("http://localhost/").ok()?;
    let mut url = base.join(location).ok()?;
    let mut error = None;
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(name, value)| {
            if name == "__err" {
                error = Some(ServerFnUrlError::<AppError>::decode_err(value));
            }
            name != "__err" && name != "__path"
        })
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    // `//elsewhere.example` would be another site.
    let to = url[url::Position::BeforePath..].trim_start_matches('/');
    Some((format!("/{to}"), error))
}

/// A page of this site to go on to, else the start page: never another site.
pub(super) fn on_this_site(next: Option<&str>) -> String {
    let own = |path: &&str| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t'])
    };
    next.filter(own).unwrap_or("/").to_owned()
}

/// Sends a refused form back to its page.
pub(super) fn send_back(jar: &FlashJar, action: &str, body: &[u8], error: Error, to: &str) -> Response {
    jar.refuse(action, body, AppError { error, request_id: request_id::current() });
    Redirect::to(to).into_response()
}

/// A value of a posted form.
pub(super) fn value(body: &[u8], name: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(body);
    pairs.find(|(n, _)| n == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_stays_on_this_site_and_loses_its_error() {
        let error = AppError { error: Error::Internal, request_id: "r".to_owned() };
        let url =
            ServerFnUrlError::new("/fn/x", error.clone()).to_url("https://elsewhere.example/a?b=1&__err=x");
        let (to, found) = back(url.unwrap().as_str()).unwrap();
        assert_eq!((to.as_str(), found), ("/a?b=1", Some(error)));
        for other in ["https://here.example//evil.example/a", "https://here.example/\\\\evil.example/a"] {
            assert_eq!(back(other).unwrap().0, "/evil.example/a");
        }
        assert_eq!(back("/plain").unwrap(), ("/plain".to_owned(), None));
    }

    #[test]
    fn next_is_a_path_of_this_site() {
        for bad in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", ""] {
            assert_eq!(on_this_site(Some(bad)), "/", "{bad}");
        }
        assert_eq!(on_this_site(Some("/provider/acme?x=1")), "/provider/acme?x=1");
    }
}
