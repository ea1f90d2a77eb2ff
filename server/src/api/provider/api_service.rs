//! `/v1/provider/api-services`: API services.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    api_service::{ApiService, ApiServiceSpec, ApiServiceSummary},
    id::ApiServiceId,
    page::Page,
};
use services::{ApiServiceFilter, Mode};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        answer::{Created, Found},
        body::{Body, Draft, Moved},
        problem::Problem,
        request::{
            Fields, IfMatch, InTenant, ListParams, Parameters, Path, Query, TenantHeader, VersionHeader,
            WriteParams,
        },
    },
    state::AppState,
};

const LIST: &str = "/v1/provider/api-services";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, replace, delete))
}

impl Draft for ApiServiceSpec {
    fn judge(self) -> Result<()> {
        // Which addresses are allowed is the use case's to say: it knows the settings.
        self.validate(true).map(drop)
    }

    const MOVED: &'static [(&'static str, Moved)] = &[(
        "gateway_id",
        Moved::Away { from: "an API service", instead: "choose the gateway when publishing a product" },
    )];
}

/// Which API services are listed.
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

/// API services of the tenant, by name.
#[utoipa::path(
    get, path = LIST, operation_id = "list_api_services", tag = "API services",
    params(TenantHeader, ListParams, FilterParams),
    responses((status = 200, body = Page<ApiServiceSummary>))
)]
async fn list(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query((list, only)): Query<(ListParams, FilterParams)>,
) -> Result<Json<Page<ApiServiceSummary>>, Problem> {
    let page = list.page();
    let filter = ApiServiceFilter { search: only.search, labels: list.label };
    Ok(Json(state.services.api_service.list(&caller, &filter, &page).await?))
}

/// Makes one.
#[utoipa::path(
    post, path = LIST, operation_id = "create_api_service", tag = "API services",
    params(TenantHeader, WriteParams), request_body = ApiServiceSpec,
    responses((status = 201, body = ApiService, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ApiServiceSpec>,
) -> Result<Created<ApiService>, Problem> {
    let noun = state.services.api_service.create(&caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/provider/api-services/{id}", operation_id = "get_api_service", tag = "API services",
    params(TenantHeader, ("id" = ApiServiceId, Path)),
    responses((status = 200, body = ApiService, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ApiServiceId,)>,
    Query(()): Query<()>,
) -> Result<Found<ApiService>, Problem> {
    Ok(Found(state.services.api_service.get(&caller, id).await?))
}

/// Replaces one.
#[utoipa::path(
    put, path = "/v1/provider/api-services/{id}", operation_id = "replace_api_service", tag = "API services",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ApiServiceId, Path)), request_body = ApiServiceSpec,
    responses((status = 200, body = ApiService, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ApiServiceId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ApiServiceSpec>,
) -> Result<Found<ApiService>, Problem> {
    Ok(Found(state.services.api_service.update(&caller, id, version, spec, Mode::dry_run(dry_run)).await?))
}

/// Deletes one that no product offers.
#[utoipa::path(
    delete, path = "/v1/provider/api-services/{id}", operation_id = "delete_api_service", tag = "API services",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ApiServiceId, Path)),
    responses((status = 204))
)]
async fn delete(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ApiServiceId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.api_service.delete(&caller, id, version, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
