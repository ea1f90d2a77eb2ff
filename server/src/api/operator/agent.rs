//! `/v1/operator/clusters/{id}/agents` and `/v1/operator/agents/{id}`: who applies what is published.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    agent::Agent,
    id::{AgentId, ClusterId},
    page::Page,
};
use services::Mode;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        problem::Problem,
        request::{PageParams, Path, Query, Signed, WriteParams},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(revoke))
}

/// The agents of a cluster, newest first, revoked ones included.
#[utoipa::path(
    get, path = "/v1/operator/clusters/{id}/agents", operation_id = "list_agents", tag = "Operator: agents",
    params(PageParams, ("id" = ClusterId, Path)),
    responses((status = 200, body = Page<Agent>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<Agent>>, Problem> {
    Ok(Json(state.services.agent.list(&signed.caller, id, &page.page()).await?))
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/operator/agents/{id}", operation_id = "get_agent", tag = "Operator: agents",
    params(("id" = AgentId, Path)),
    responses((status = 200, body = Agent))
)]
async fn get(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(AgentId,)>,
    Query(()): Query<()>,
) -> Result<Json<Agent>, Problem> {
    Ok(Json(state.services.agent.get(&signed.caller, id).await?))
}

/// Takes an agent's identity away: its streams are cut at once. Nothing is removed from its cluster.
#[utoipa::path(
    post, path = "/v1/operator/agents/{id}/revoke", operation_id = "revoke_agent", tag = "Operator: agents",
    params(WriteParams, ("id" = AgentId, Path)),
    responses((status = 204))
)]
async fn revoke(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(AgentId,)>,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.agent.revoke(&signed.caller, id, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
