//! `/v1/provider/gateways`: gateways.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    gateway::{Gateway, GatewaySpec},
    id::GatewayId,
    page::Page,
};
use services::{GatewayFilter, Mode};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        answer::{Created, Found},
        body::{Body, Draft},
        problem::Problem,
        request::{
            Fields, IfMatch, InTenant, ListParams, Parameters, Path, Query, TenantHeader, VersionHeader,
            WriteParams,
        },
    },
    state::AppState,
};

const LIST: &str = "/v1/provider/gateways";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, replace, delete))
}

impl Draft for GatewaySpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }
}

/// Which gateways are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Part of the name or title, without case.
    search: Option<String>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self { search: fields.text("search") }
    }
}

/// Gateways of the tenant, by name.
#[utoipa::path(
    get, path = LIST, operation_id = "list_gateways", tag = "Gateways",
    params(TenantHeader, ListParams, FilterParams),
    responses((status = 200, body = Page<Gateway>))
)]
async fn list(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query((list, only)): Query<(ListParams, FilterParams)>,
) -> Result<Json<Page<Gateway>>, Problem> {
    let page = list.page();
    let filter = GatewayFilter { search: only.search, labels: list.label };
    Ok(Json(state.services.gateway.list(&caller, &filter, &page).await?))
}

/// Makes one.
#[utoipa::path(
    post, path = LIST, operation_id = "create_gateway", tag = "Gateways",
    params(TenantHeader, WriteParams), request_body = GatewaySpec,
    responses((status = 201, body = Gateway, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<GatewaySpec>,
) -> Result<Created<Gateway>, Problem> {
    let noun = state.services.gateway.create(&caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/provider/gateways/{id}", operation_id = "get_gateway", tag = "Gateways",
    params(TenantHeader, ("id" = GatewayId, Path)),
    responses((status = 200, body = Gateway, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(GatewayId,)>,
    Query(()): Query<()>,
) -> Result<Found<Gateway>, Problem> {
    Ok(Found(state.services.gateway.get(&caller, id).await?))
}

/// Replaces one.
#[utoipa::path(
    put, path = "/v1/provider/gateways/{id}", operation_id = "replace_gateway", tag = "Gateways",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = GatewayId, Path)), request_body = GatewaySpec,
    responses((status = 200, body = Gateway, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(GatewayId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<GatewaySpec>,
) -> Result<Found<Gateway>, Problem> {
    Ok(Found(state.services.gateway.update(&caller, id, version, spec, Mode::dry_run(dry_run)).await?))
}

/// Deletes one that no publish uses.
#[utoipa::path(
    delete, path = "/v1/provider/gateways/{id}", operation_id = "delete_gateway", tag = "Gateways",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = GatewayId, Path)),
    responses((status = 204))
)]
async fn delete(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(GatewayId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.gateway.delete(&caller, id, version, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
