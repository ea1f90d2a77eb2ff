//! `/v1/provider`: one file per noun.

mod api_service;
mod cluster;
mod gateway;
mod part;
mod plan;
mod product;
mod product_publish;
mod publish;
mod publish_event;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(api_service::routes())
        .merge(part::routes())
        .merge(cluster::routes())
        .merge(gateway::routes())
        .merge(product::routes())
        .merge(plan::routes())
        .merge(product_publish::routes())
        .merge(publish::routes())
        .merge(publish_event::routes())
}
