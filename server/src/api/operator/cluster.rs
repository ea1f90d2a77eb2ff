//! `/v1/operator/clusters`: where publishes go.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    cluster::{Cluster, ClusterSpec, ClusterStatus},
    id::ClusterId,
    page::Page,
};
use services::{ClusterFilter, Mode};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::status::ClusterStatusRequest;
use crate::{
    api::{
        answer::{Created, Found},
        body::{Body, Draft},
        problem::Problem,
        request::{Fields, IfMatch, ListParams, Parameters, Path, Query, Signed, VersionHeader, WriteParams},
    },
    state::AppState,
};

const LIST: &str = "/v1/operator/clusters";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, replace, delete))
        .routes(routes!(set_status))
}

impl Draft for ClusterSpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }
}

/// Which clusters are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Part of the name or title, without case.
    search: Option<String>,
    /// Only those in this status.
    status: Option<ClusterStatus>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self { search: fields.text("search"), status: fields.parse("status") }
    }
}

/// Clusters, by name.
#[utoipa::path(
    get, path = LIST, operation_id = "list_clusters", tag = "Operator: clusters",
    params(ListParams, FilterParams),
    responses((status = 200, body = Page<Cluster>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Query((list, only)): Query<(ListParams, FilterParams)>,
) -> Result<Json<Page<Cluster>>, Problem> {
    let page = list.page();
    let filter = ClusterFilter { search: only.search, status: only.status, labels: list.label };
    Ok(Json(state.services.cluster.list(&signed.caller, &filter, &page).await?))
}

/// Makes one, with nothing on it.
#[utoipa::path(
    post, path = LIST, operation_id = "create_cluster", tag = "Operator: clusters",
    params(WriteParams), request_body = ClusterSpec,
    responses((status = 201, body = Cluster, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    signed: Signed,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ClusterSpec>,
) -> Result<Created<Cluster>, Problem> {
    let noun = state.services.cluster.create(&signed.caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/operator/clusters/{id}", operation_id = "get_cluster", tag = "Operator: clusters",
    params(("id" = ClusterId, Path)),
    responses((status = 200, body = Cluster, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    Query(()): Query<()>,
) -> Result<Found<Cluster>, Problem> {
    Ok(Found(state.services.cluster.get(&signed.caller, id).await?))
}

/// Replaces what an operator says; what its agent found stays.
#[utoipa::path(
    put, path = "/v1/operator/clusters/{id}", operation_id = "replace_cluster", tag = "Operator: clusters",
    params(VersionHeader, WriteParams, ("id" = ClusterId, Path)), request_body = ClusterSpec,
    responses((status = 200, body = Cluster, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<ClusterSpec>,
) -> Result<Found<Cluster>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.cluster.update(&signed.caller, id, version, spec, mode).await?))
}

/// Opens or closes it for deployments; retiring is final.
#[utoipa::path(
    put, path = "/v1/operator/clusters/{id}/status", operation_id = "set_cluster_status", tag = "Operator: clusters",
    params(VersionHeader, WriteParams, ("id" = ClusterId, Path)), request_body = ClusterStatusRequest,
    responses((status = 200, body = Cluster, headers(("ETag" = String))))
)]
async fn set_status(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(ClusterStatusRequest { status }): Body<ClusterStatusRequest>,
) -> Result<Found<Cluster>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.cluster.set_status(&signed.caller, id, version, status, mode).await?))
}

/// Deletes one that no publish refers to, with its agents and registration tokens.
#[utoipa::path(
    delete, path = "/v1/operator/clusters/{id}", operation_id = "delete_cluster", tag = "Operator: clusters",
    params(VersionHeader, WriteParams, ("id" = ClusterId, Path)),
    responses((status = 204))
)]
async fn delete(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.cluster.delete(&signed.caller, id, version, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
