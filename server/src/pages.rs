//! The portals: leptos_axum with one context for pages, server functions and the fallback.

use app::{App, shell};
use axum::Router;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes as _, generate_route_list};

use crate::state::AppState;

/// Every page and server function; what is neither is a static file or the "not found" page.
pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .fallback(leptos_axum::file_and_error_handler_with_context::<AppState, _>(context, shell))
}

/// What pages and server functions find in their context, taken from the request's extensions.
fn context() {
    let Some(parts) = use_context::<axum::http::request::Parts>() else { return };
    if let Some(nonce) = parts.extensions.get::<leptos::nonce::Nonce>() {
        provide_context(nonce.clone());
    }
}
