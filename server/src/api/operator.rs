//! `/v1/operator`: one file per noun. No tenant is named: these are the operators' own nouns.

mod agent;
mod audit_event;
mod cluster;
mod membership;
mod product_publish;
mod registration_token;
mod status;
mod tenant;
mod user;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(cluster::routes())
        .merge(product_publish::routes())
        .merge(registration_token::routes())
        .merge(agent::routes())
        .merge(tenant::routes())
        .merge(user::routes())
        .merge(membership::routes())
        .merge(audit_event::routes())
}
