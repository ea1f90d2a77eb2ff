//! Refuses a change that another site asked a signed-in browser for.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{Code, Error};

use crate::api::problem::Problem;

/// Lets a state-changing request pass when it carries a bearer token (which no site can make a
/// browser send), or comes from `public_origin` or from the address it was sent to.
pub(crate) async fn layer(State(public_origin): State<String>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_own(request.headers(), &public_origin) {
        return next.run(request).await;
    }
    Problem::from(Error::Forbidden(Code::CrossOrigin.into())).into_response()
}

fn is_own(headers: &HeaderMap, public_origin: &str) -> bool {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let bearer = text(header::AUTHORIZATION.as_str())
        .is_some_and(|v| v.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer ")));
    if bearer {
        return true;
    }
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    match text(header::ORIGIN.as_str()) {
        Some(origin) => {
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            origin == public_origin || (!host.is_empty() && text(header::HOST.as_str()) == Some(host))
        }
        // Every browser names the origin of a form or a fetch: without it there is no browser, and
        // without a cookie there is nobody to impersonate.
        None => !headers.contains_key(header::COOKIE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        is_own(&headers, "https://gateway.example.com")
    }

    #[test]
    fn another_site_is_refused() {
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("origin", "https://gateway.example.com")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("origin", "https://evil.example")]));
        assert!(!own(&[("origin", "null"), ("host", "null")]));
        assert!(!own(&[("cookie", "imp=1")]));
    }

    #[test]
    fn its_own_pages_and_scripts_pass() {
        assert!(own(&[("sec-fetch-site", "same-origin"), ("cookie", "imp=1")]));
        assert!(own(&[("origin", "https://gateway.example.com"), ("cookie", "imp=1")]));
        assert!(own(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]));
        assert!(own(&[("authorization", "Bearer imp_x")]));
        assert!(own(&[]));
    }
}
