//! Security headers of every answer to a browser.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::{config::LeptosOptions, nonce::Nonce};

use crate::config::Web;

/// What the headers say beyond what is the same everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// Where scripts may connect to besides this server.
    connect: String,
    /// Adds HSTS, so that a browser does not try plain HTTP again.
    is_https: bool,
}

impl Policy {
    /// Under `cargo leptos watch` (`make dev`) pages listen for a rebuild at a port of its own.
    pub(crate) fn new(web: &Web, leptos: &LeptosOptions, is_watched: bool) -> Self {
        let host = url::Url::parse(&web.public_url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let connect = match host {
            Some(host) if is_watched => format!(" ws://{host}:{}", leptos.reload_port),
            _ => String::new(),
        };
        Self { connect, is_https: web.is_https() }
    }
}

/// Adds the headers; the nonce for inline scripts is in the request's extensions.
pub(crate) async fn layer(State(own): State<Policy>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // 'wasm-unsafe-eval' lets WebAssembly compile; nothing else is unsafe.
    let connect = &own.connect;
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval' 'self'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'{connect}; form-action 'self'; \
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
    if own.is_https {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Variables};

    #[test]
    fn only_a_watched_build_lets_pages_listen_for_rebuilds() {
        let web = Config::from_env(&Variables::of(&[("IMP_ADDR", "127.0.0.1:3000")])).unwrap().web;
        let leptos = LeptosOptions::builder().output_name("x").build();
        assert_eq!(Policy::new(&web, &leptos, true).connect, " ws://127.0.0.1:3001");
        assert_eq!(Policy::new(&web, &leptos, false).connect, "");
    }
}
