//! `/v1/provider/product-publishes`: publishes.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    id::{ClusterId, ProductId, ProductPublishId},
    page::Page,
    product_publish::{Environment, ProductPublish, ProductPublishSpec, PublishStatus},
};
use services::{Mode, ProductPublishFilter};
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

const LIST: &str = "/v1/provider/product-publishes";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, replace, delete))
}

impl Draft for ProductPublishSpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }

    const MOVED: &'static [(&'static str, Moved)] =
        &[("cluster_id", Moved::NowRequired { instead: "name the cluster that the product goes to" })];
}

/// Which publishes are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Only those of this product.
    product: Option<ProductId>,
    /// Only those on this cluster.
    cluster: Option<ClusterId>,
    /// Only those for this.
    environment: Option<Environment>,
    /// Only those in this status.
    status: Option<PublishStatus>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self {
            product: fields.id("product"),
            cluster: fields.id("cluster"),
            environment: fields.parse("environment"),
            status: fields.parse("status"),
        }
    }
}

/// Publishes of the tenant, newest first.
#[utoipa::path(
    get, path = LIST, operation_id = "list_product_publishes", tag = "Publishes",
    params(TenantHeader, ListParams, FilterParams),
    responses((status = 200, body = Page<ProductPublish>))
)]
async fn list(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query((list, only)): Query<(ListParams, FilterParams)>,
) -> Result<Json<Page<ProductPublish>>, Problem> {
    let page = list.page();
    let filter = ProductPublishFilter {
        product: only.product,
        cluster: only.cluster,
        environment: only.environment,
        status: only.status,
        labels: list.label,
    };
    Ok(Json(state.services.product_publish.list(&caller, &filter, &page).await?))
}

/// Makes one.
#[utoipa::path(
    post, path = LIST, operation_id = "create_product_publish", tag = "Publishes",
    params(TenantHeader, WriteParams), request_body = ProductPublishSpec,
    responses((status = 201, body = ProductPublish, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ProductPublishSpec>,
) -> Result<Created<ProductPublish>, Problem> {
    let noun = state.services.product_publish.create(&caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/provider/product-publishes/{id}", operation_id = "get_product_publish", tag = "Publishes",
    params(TenantHeader, ("id" = ProductPublishId, Path)),
    responses((status = 200, body = ProductPublish, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    Query(()): Query<()>,
) -> Result<Found<ProductPublish>, Problem> {
    Ok(Found(state.services.product_publish.get(&caller, id).await?))
}

/// Replaces one.
#[utoipa::path(
    put, path = "/v1/provider/product-publishes/{id}", operation_id = "replace_product_publish", tag = "Publishes",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductPublishId, Path)), request_body = ProductPublishSpec,
    responses((status = 200, body = ProductPublish, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ProductPublishSpec>,
) -> Result<Found<ProductPublish>, Problem> {
    Ok(Found(
        state.services.product_publish.update(&caller, id, version, spec, Mode::dry_run(dry_run)).await?,
    ))
}

/// Deletes one that is a draft or withdrawn.
#[utoipa::path(
    delete, path = "/v1/provider/product-publishes/{id}", operation_id = "delete_product_publish", tag = "Publishes",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductPublishId, Path)),
    responses((status = 204))
)]
async fn delete(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.product_publish.delete(&caller, id, version, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
