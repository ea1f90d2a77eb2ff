//! `/v1/provider/products`: products.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    id::ProductId,
    page::Page,
    product::{Product, ProductSpec, ProductStatus},
};
use services::{Mode, ProductFilter};
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

const LIST: &str = "/v1/provider/products";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, replace, delete))
}

impl Draft for ProductSpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }
}

/// Which products are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Part of the name or title, without case.
    search: Option<String>,
    /// Only those in this status.
    status: Option<ProductStatus>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self { search: fields.text("search"), status: fields.parse("status") }
    }
}

/// Products of the tenant, by name.
#[utoipa::path(
    get, path = LIST, operation_id = "list_products", tag = "Products",
    params(TenantHeader, ListParams, FilterParams),
    responses((status = 200, body = Page<Product>))
)]
async fn list(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query((list, only)): Query<(ListParams, FilterParams)>,
) -> Result<Json<Page<Product>>, Problem> {
    let page = list.page();
    let filter = ProductFilter { search: only.search, status: only.status, labels: list.label };
    Ok(Json(state.services.product.list(&caller, &filter, &page).await?))
}

/// Makes one.
#[utoipa::path(
    post, path = LIST, operation_id = "create_product", tag = "Products",
    params(TenantHeader, WriteParams), request_body = ProductSpec,
    responses((status = 201, body = Product, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ProductSpec>,
) -> Result<Created<Product>, Problem> {
    let noun = state.services.product.create(&caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/provider/products/{id}", operation_id = "get_product", tag = "Products",
    params(TenantHeader, ("id" = ProductId, Path)),
    responses((status = 200, body = Product, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductId,)>,
    Query(()): Query<()>,
) -> Result<Found<Product>, Problem> {
    Ok(Found(state.services.product.get(&caller, id).await?))
}

/// Replaces one.
#[utoipa::path(
    put, path = "/v1/provider/products/{id}", operation_id = "replace_product", tag = "Products",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductId, Path)), request_body = ProductSpec,
    responses((status = 200, body = Product, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ProductSpec>,
) -> Result<Found<Product>, Problem> {
    Ok(Found(state.services.product.update(&caller, id, version, spec, Mode::dry_run(dry_run)).await?))
}

/// Deletes one that has no publish, with its plans.
#[utoipa::path(
    delete, path = "/v1/provider/products/{id}", operation_id = "delete_product", tag = "Products",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductId, Path)),
    responses((status = 204))
)]
async fn delete(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.product.delete(&caller, id, version, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
