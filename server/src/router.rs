//! Puts the transports together: pages, JSON and gRPC on one router.
//!
//! Layers run from the last line up. gRPC has the request id and the client's address alone: its messages
//! have limits of their own, and its layer knows which calls are streams.

use axum::{Router, middleware};
use tower_http::compression::CompressionLayer;

use crate::{
    api, grpc,
    http::{client_addr, csp, error_page, limits, origin, request_id},
    pages,
    state::AppState,
};

/// Everything the server answers.
pub fn router(state: AppState) -> Router {
    let web = &state.config.web;
    // As Leptos' own reload script is put into pages.
    let is_watched = std::env::var_os("LEPTOS_WATCH").is_some();
    let policy = csp::Policy::new(web, &state.leptos, is_watched);
    let (json, document) = api::routers();
    let signed = pages::routes(&state).merge(json).method_not_allowed_fallback(limits::method_not_allowed);
    let documents = api::documents(document).method_not_allowed_fallback(limits::method_not_allowed);
    let browser = pages::browser_layers(signed, &state)
        .merge(documents)
        .fallback_service(pages::fallback(&state))
        .layer(middleware::from_fn_with_state(web.request_timeout, limits::timeout))
        .layer(middleware::from_fn_with_state(web.body_limit, limits::body))
        .layer(middleware::from_fn_with_state(web.public_url.clone(), origin::layer))
        .layer(middleware::from_fn_with_state(state.leptos.clone(), error_page::layer))
        .layer(middleware::from_fn_with_state(policy, csp::layer))
        .layer(middleware::from_fn_with_state(state.leptos.hash_files, pages::caching))
        .layer(CompressionLayer::new());
    let agents = grpc::routes(state.services.clone(), web.request_timeout, state.shutdown.clone());
    browser
        .merge(agents.with_state(()))
        .layer(middleware::from_fn_with_state(web.trusted_proxies.clone(), client_addr::layer))
        .layer(middleware::from_fn_with_state(state.services.ctx.clock.clone(), request_id::layer))
        .with_state(state)
}
