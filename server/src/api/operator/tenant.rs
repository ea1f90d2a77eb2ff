//! `/v1/operator/tenants`: who offers and who uses APIs.

use axum::{Json, extract::State};
use domain::{
    Result,
    id::TenantId,
    page::Page,
    tenant::{Tenant, TenantSpec, TenantStatus},
};
use services::{Mode, TenantFilter};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::status::TenantStatusRequest;
use crate::{
    api::{
        answer::{Created, Found},
        body::{Body, Draft},
        problem::Problem,
        request::{Fields, IfMatch, ListParams, Parameters, Path, Query, Signed, VersionHeader, WriteParams},
    },
    state::AppState,
};

const LIST: &str = "/v1/operator/tenants";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, replace))
        .routes(routes!(set_status))
}

impl Draft for TenantSpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }
}

/// Which tenants are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Part of the slug or name, without case.
    search: Option<String>,
    /// Only those in this status.
    status: Option<TenantStatus>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self { search: fields.text("search"), status: fields.parse("status") }
    }
}

/// Tenants, by slug.
#[utoipa::path(
    get, path = LIST, operation_id = "list_tenants", tag = "Operator: tenants",
    params(ListParams, FilterParams),
    responses((status = 200, body = Page<Tenant>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Query((list, only)): Query<(ListParams, FilterParams)>,
) -> Result<Json<Page<Tenant>>, Problem> {
    let page = list.page();
    let filter = TenantFilter { search: only.search, status: only.status, labels: list.label };
    Ok(Json(state.services.tenant.list(&signed.caller, &filter, &page).await?))
}

/// Makes one, without members.
#[utoipa::path(
    post, path = LIST, operation_id = "create_tenant", tag = "Operator: tenants",
    params(WriteParams), request_body = TenantSpec,
    responses((status = 201, body = Tenant, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    signed: Signed,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<TenantSpec>,
) -> Result<Created<Tenant>, Problem> {
    let noun = state.services.tenant.create(&signed.caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/operator/tenants/{id}", operation_id = "get_tenant", tag = "Operator: tenants",
    params(("id" = TenantId, Path)),
    responses((status = 200, body = Tenant, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(TenantId,)>,
    Query(()): Query<()>,
) -> Result<Found<Tenant>, Problem> {
    Ok(Found(state.services.tenant.get(&signed.caller, id).await?))
}

/// Replaces one. What is live stays as it is.
#[utoipa::path(
    put, path = "/v1/operator/tenants/{id}", operation_id = "replace_tenant", tag = "Operator: tenants",
    params(VersionHeader, WriteParams, ("id" = TenantId, Path)), request_body = TenantSpec,
    responses((status = 200, body = Tenant, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(TenantId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<TenantSpec>,
) -> Result<Found<Tenant>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.tenant.update(&signed.caller, id, version, spec, mode).await?))
}

/// Suspends one, so that its members may only look, or lets it go on.
#[utoipa::path(
    put, path = "/v1/operator/tenants/{id}/status", operation_id = "set_tenant_status", tag = "Operator: tenants",
    params(VersionHeader, WriteParams, ("id" = TenantId, Path)), request_body = TenantStatusRequest,
    responses((status = 200, body = Tenant, headers(("ETag" = String))))
)]
async fn set_status(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(TenantId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(TenantStatusRequest { status }): Body<TenantStatusRequest>,
) -> Result<Found<Tenant>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.tenant.set_status(&signed.caller, id, version, status, mode).await?))
}
