//! The JSON API. To add a group of routes: a file with its handlers and `routes()`, one line in
//! [`routes`]. Every JSON route goes through utoipa's `OpenApiRouter`, so that the document and the
//! coverage test know it; a bare `.route()` would escape both.

pub(crate) mod agent;
mod answer;
mod body;
mod health;
mod me;
mod operator;
pub(crate) mod problem;
mod provider;
pub(crate) mod request;

use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::state::AppState;

#[derive(OpenApi)]
#[openapi(components(schemas(problem::ProblemDocument)), modifiers(&Shared), info(
    title = "Imp-Gateway",
    description = "A multi-tenant control plane for API gateways.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Document;

/// What many routes refer to.
struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        problem::describe(document);
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An access token, `imp_…`, from the account page."));
        components.add_security_scheme("access_token", SecurityScheme::Http(bearer.build()));
        document.security = Some(vec![SecurityRequirement::new("access_token", [""; 0])]);
    }
}

/// Every JSON route with its description.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(agent::routes())
        .merge(health::routes())
        .merge(me::routes())
        .merge(operator::routes())
        .merge(provider::routes())
}

/// The OpenAPI document, as served and as checked in.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().split_for_parts().1
}

/// `/openapi.json` and the explorer at `/docs`, with nothing from another host.
pub(crate) fn documents(document: utoipa::openapi::OpenApi) -> SwaggerUi {
    SwaggerUi::new("/docs").url("/openapi.json", document)
}
