//! Security headers of every answer to a browser.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

/// Adds the headers; the nonce for inline scripts is in the request's extensions.
///
/// `IS_HTTPS` adds HSTS, so that a browser does not try plain HTTP again.
pub(crate) async fn layer(State(is_https): State<bool>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // 'wasm-unsafe-eval' lets WebAssembly compile; nothing else is unsafe.
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval' 'self'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; manifest-src 'self'; frame-ancestors 'none'"
    );
    if let (Ok(policy), false) =
        (HeaderValue::from_str(&policy), headers.contains_key(header::CONTENT_SECURITY_POLICY))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

const FIXED: [(&str, &str); 5] = [
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];
