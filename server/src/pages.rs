//! The portals: leptos_axum with one context for pages, server functions and the fallback. Static
//! files come first and touch no session.

use std::sync::OnceLock;

use app::{App, flash::FlashJar, server_context::RequestContext, shell};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts, uri::PathAndQuery},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
};
use domain::Error;
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, generate_route_list};
use services::Who;
use tower::{ServiceExt as _, service_fn};
use tower_http::services::ServeDir;

use crate::{
    api::problem::Problem,
    auth::{self, visitor::Visitor},
    events,
    http::request_id::RequestId,
    state::AppState,
};

/// Addresses of every page. Listed once in a process: while Leptos makes the list, it keeps every
/// resource in the process from loading, also those of a page that another router renders just then,
/// which would never be answered.
pub fn page_list() -> Vec<AxumRouteListing> {
    static PAGES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    PAGES.get_or_init(|| generate_route_list(App)).clone()
}

/// Every page, server function and sign-in form.
pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    let shell = move || shell(options.clone());
    Router::new()
        .leptos_routes_with_context(state, page_list(), context(state), shell)
        .layer(middleware::from_fn(sign_in_first))
        .merge(auth::routes())
        .merge(events::routes())
}

/// What is no route: a static file, else the "not found" page, or a problem document under `/v1`.
pub(crate) fn fallback(state: &AppState) -> Router {
    let options = state.leptos.clone();
    let page = leptos_axum::render_app_async_with_context(context(state), move || shell(options.clone()));
    let absent = move |request: Request| {
        let page = page.clone();
        async move {
            if request.uri().path().starts_with("/v1/") {
                return Problem::from(Error::not_found("resource")).into_response();
            }
            let mut response = page(request).await;
            if response.status() == StatusCode::OK {
                *response.status_mut() = StatusCode::NOT_FOUND;
            }
            response
        }
    };
    let absent = browser_layers(Router::new().fallback(absent), state).with_state(state.clone());
    let files = ServeDir::new(&state.config.web.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(absent.clone());
    Router::new().fallback_service(service_fn(move |request: Request| {
        let (files, absent) = (files.clone(), absent.clone());
        async move {
            if may_be_file(request.uri().path()) {
                files.oneshot(request).await.map(IntoResponse::into_response)
            } else {
                absent.oneshot(request).await
            }
        }
    }))
}

/// What the file system need not be asked about: it would call a name that is too long, or has a zero
/// byte, an error of its own.
fn may_be_file(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./".contains(&b);
    path.len() <= 255 && !path.starts_with("/v1/") && path.bytes().all(plain)
}

/// Session, visitor and flash around what answers a browser.
pub(crate) fn browser_layers(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router
        .layer(middleware::from_fn_with_state(state.services.clone(), auth::form::layer))
        .layer(middleware::from_fn_with_state(state.services.clone(), auth::visitor::layer))
        .layer(auth::session_layer(state))
}

/// What pages and server functions find in their context, taken from the request's extensions.
fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let services = state.services.clone();
    move || {
        let Some(parts) = use_context::<Parts>() else { return };
        let extensions = &parts.extensions;
        if let Some(nonce) = extensions.get::<leptos::nonce::Nonce>() {
            provide_context(nonce.clone());
        }
        let (Some(visitor), Some(RequestId(id)), Some(flash)) =
            (extensions.get::<Visitor>(), extensions.get::<RequestId>(), extensions.get::<FlashJar>())
        else {
            return;
        };
        provide_context(RequestContext {
            services: services.clone(),
            session: visitor.session,
            who: visitor.who.clone(),
            tenants: visitor.tenants.clone(),
            me: visitor.me.clone(),
            request_id: id.clone(),
            now: services.ctx.clock.now(),
            flash: flash.clone(),
        });
    }
}

/// Where a visitor has to be signed in.
const PORTALS: [&str; 3] = ["/operator", "/provider", "/account"];

/// Sends a visitor who has not signed in to the login page, and back afterwards. What somebody who has
/// may see is for the use cases to say.
async fn sign_in_first(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let within = |portal: &&str| {
        path.strip_prefix(*portal).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let nobody = request.extensions().get::<Visitor>().is_none_or(|visitor| visitor.who == Who::Anonymous);
    if nobody && request.method() == Method::GET && PORTALS.iter().any(within) {
        let back = request.uri().path_and_query().map_or(path, PathAndQuery::as_str);
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", back).finish();
        return Redirect::to(&format!("/login?{query}")).into_response();
    }
    next.run(request).await
}

/// Files named by their content never change, if this build has named them so; pages belong to their
/// visitor alone.
pub(crate) async fn caching(State(hash_files): State<bool>, request: Request, next: Next) -> Response {
    let hashed = hash_files && request.uri().path().starts_with("/pkg/");
    let mut response: Response<Body> = next.run(request).await;
    let html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let value = match (hashed && response.status().is_success(), html) {
        (true, _) => "public, max-age=31536000, immutable",
        (_, true) => "no-store",
        _ => "no-cache",
    };
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(value));
    response
}
