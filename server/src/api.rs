//! The JSON API. To add a group of routes: a file with its handlers and `routes()`, one line in
//! `routes`. Every JSON route goes through utoipa's `OpenApiRouter`, so that the document and the
//! coverage test know it; a bare `.route()` would escape both.

pub(crate) mod agent;
mod answer;
mod body;
mod health;
mod me;
mod openapi;
mod operator;
pub(crate) mod problem;
mod provider;
pub(crate) mod request;

use axum::Router;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::state::AppState;

/// Every JSON route with its description.
fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .merge(agent::routes())
        .merge(health::routes())
        .merge(me::routes())
        .merge(operator::routes())
        .merge(provider::routes())
}

/// The OpenAPI document, as served and as checked in.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routers().1
}

/// Every JSON route, and the document that describes them.
pub(crate) fn routers() -> (Router<AppState>, utoipa::openapi::OpenApi) {
    let (router, mut document) = routes().split_for_parts();
    openapi::complete(&mut document);
    (router, document)
}

/// `/openapi.json` and the explorer at `/docs`, with nothing from another host.
pub(crate) fn documents(document: utoipa::openapi::OpenApi) -> Router<AppState> {
    // Without a word it would ask a validator on the internet to judge the document.
    let config = Config::default().validator_url("none");
    SwaggerUi::new("/docs").config(config).url("/openapi.json", document).into()
}
