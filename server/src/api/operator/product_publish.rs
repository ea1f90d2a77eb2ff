//! `/v1/operator/clusters/{id}/product-publishes` and `/v1/operator/product-publishes/{id}/forget`: what
//! tenants have on a cluster, as far as it is its operator's to know.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Code, Result,
    draft::Check,
    id::{ClusterId, ProductPublishId},
    page::Page,
    product_publish::Deployment,
};
use serde::{Deserialize, Serialize};
use services::Mode;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        body::{Body, Draft},
        problem::Problem,
        request::{PageParams, Path, Query, Signed, WriteParams},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(forget))
}

/// Why a publish is given up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ForgetRequest {
    /// For the audit log and the publish's owner, 1 to 500 characters.
    reason: String,
}

impl Draft for ForgetRequest {
    fn judge(self) -> Result<()> {
        let mut check = Check::new();
        let reason = check.text("reason", &self.reason, 500);
        check.ensure(!reason.is_empty(), "reason", Code::Required);
        check.finish(|| Some(()))
    }
}

/// What tenants have on a cluster, newest first. What is in it belongs to them.
#[utoipa::path(
    get, path = "/v1/operator/clusters/{id}/product-publishes", operation_id = "list_deployments",
    tag = "Operator: clusters", params(PageParams, ("id" = ClusterId, Path)),
    responses((status = 200, body = Page<Deployment>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    Query(params): Query<PageParams>,
) -> Result<Json<Page<Deployment>>, Problem> {
    Ok(Json(state.services.product_publish.deployments(&signed.caller, id, &params.page()).await?))
}

/// Gives up a publish whose cluster is retired and gone. Nothing is removed from the cluster.
#[utoipa::path(
    post, path = "/v1/operator/product-publishes/{id}/forget", operation_id = "forget_publish",
    tag = "Operator: clusters", params(WriteParams, ("id" = ProductPublishId, Path)), request_body = ForgetRequest,
    responses((status = 204))
)]
async fn forget(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ProductPublishId,)>,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(ForgetRequest { reason }): Body<ForgetRequest>,
) -> Result<StatusCode, Problem> {
    state.services.product_publish.forget(&signed.caller, id, &reason, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
