//! `/v1/provider/products/{id}/plans`: plans of a product.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    id::{PlanId, ProductId},
    page::Page,
    plan::{Plan, PlanSpec},
};
use services::Mode;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        answer::{Created, Found},
        body::{Body, Draft},
        problem::Problem,
        request::{IfMatch, InTenant, PageParams, Path, Query, TenantHeader, VersionHeader, WriteParams},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, replace, delete))
}

impl Draft for PlanSpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }
}

/// Plans of a product, in the order they were made.
#[utoipa::path(
    get, path = "/v1/provider/products/{id}/plans", operation_id = "list_plans", tag = "Plans",
    params(TenantHeader, PageParams, ("id" = ProductId, Path)),
    responses((status = 200, body = Page<Plan>))
)]
async fn list(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((product,)): Path<(ProductId,)>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<Plan>>, Problem> {
    Ok(Json(state.services.plan.list(&caller, product, &page.page()).await?))
}

/// Makes one.
#[utoipa::path(
    post, path = "/v1/provider/products/{id}/plans", operation_id = "create_plan", tag = "Plans",
    params(TenantHeader, WriteParams, ("id" = ProductId, Path)), request_body = PlanSpec,
    responses((status = 201, body = Plan, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((product,)): Path<(ProductId,)>,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<PlanSpec>,
) -> Result<Created<Plan>, Problem> {
    let noun = state.services.plan.create(&caller, product, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: format!("/v1/provider/products/{product}/plans"), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/provider/products/{id}/plans/{plan}", operation_id = "get_plan", tag = "Plans",
    params(TenantHeader, ("id" = ProductId, Path), ("plan" = PlanId, Path)),
    responses((status = 200, body = Plan, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((product, id)): Path<(ProductId, PlanId)>,
    Query(()): Query<()>,
) -> Result<Found<Plan>, Problem> {
    Ok(Found(state.services.plan.get(&caller, product, id).await?))
}

/// Replaces one.
#[utoipa::path(
    put, path = "/v1/provider/products/{id}/plans/{plan}", operation_id = "replace_plan", tag = "Plans",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductId, Path), ("plan" = PlanId, Path)),
    request_body = PlanSpec,
    responses((status = 200, body = Plan, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((product, id)): Path<(ProductId, PlanId)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<PlanSpec>,
) -> Result<Found<Plan>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.plan.update(&caller, product, id, version, spec, mode).await?))
}

/// Deletes one that no publish offers.
#[utoipa::path(
    delete, path = "/v1/provider/products/{id}/plans/{plan}", operation_id = "delete_plan", tag = "Plans",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductId, Path), ("plan" = PlanId, Path)),
    responses((status = 204))
)]
async fn delete(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((product, id)): Path<(ProductId, PlanId)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.plan.delete(&caller, product, id, version, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
