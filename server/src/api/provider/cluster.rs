//! `/v1/provider/clusters`: where the tenant may publish.

use axum::{Json, extract::State};
use domain::{Result, cluster::ClusterChoice, page::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        problem::Problem,
        request::{InTenant, ListParams, Query, TenantHeader},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Clusters that the tenant may publish to, by name.
#[utoipa::path(
    get, path = "/v1/provider/clusters", operation_id = "list_cluster_choices", tag = "Clusters",
    params(TenantHeader, ListParams),
    responses((status = 200, body = Page<ClusterChoice>))
)]
async fn list(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Query(list): Query<ListParams>,
) -> Result<Json<Page<ClusterChoice>>, Problem> {
    Ok(Json(state.services.cluster.choices(&caller, &list.page()).await?))
}
