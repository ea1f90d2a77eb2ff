//! `/v1/provider/product-publishes/{id}/…`: what is done with a publish, and what is known of it.

use axum::{Json, extract::State};
use domain::{
    Result,
    draft::Check,
    id::ProductPublishId,
    page::Page,
    product_publish::{ProductPublish, PublishDetail, PublishPreview},
    revision::RevisionSummary,
};
use serde::{Deserialize, Serialize};
use services::Mode;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        answer::Found,
        body::{Body, Draft},
        problem::Problem,
        request::{IfMatch, InTenant, PageParams, Path, Query, TenantHeader, VersionHeader, WriteParams},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(publish))
        .routes(routes!(rollback))
        .routes(routes!(withdraw))
        .routes(routes!(preview))
        .routes(routes!(status))
        .routes(routes!(revisions))
}

/// What is said about a new revision.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublishRequest {
    /// For people, at most 500 characters.
    #[serde(default)]
    note: String,
}

impl Draft for PublishRequest {
    fn judge(self) -> Result<()> {
        let mut check = Check::new();
        check.text("note", &self.note, 500);
        check.finish(|| Some(()))
    }
}

/// Which revision, and what is said about going back to it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RollbackRequest {
    /// Number of the revision whose content is wanted again.
    revision: i32,
    /// For people, at most 500 characters.
    #[serde(default)]
    note: String,
}

impl Draft for RollbackRequest {
    fn judge(self) -> Result<()> {
        PublishRequest { note: self.note }.judge()
    }
}

/// Freezes a revision and sends it to the cluster. What comes of it is in the status and the events.
#[utoipa::path(
    post, path = "/v1/provider/product-publishes/{id}/publish", operation_id = "publish", tag = "Publishes",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductPublishId, Path)),
    request_body = PublishRequest,
    responses((status = 200, body = ProductPublish, headers(("ETag" = String))))
)]
async fn publish(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(request): Body<PublishRequest>,
) -> Result<Found<ProductPublish>, Problem> {
    request.clone().judge()?;
    let mode = Mode::dry_run(dry_run);
    let publishes = &state.services.product_publish;
    Ok(Found(publishes.publish(&caller, id, Some(version), &request.note, mode).await?))
}

/// Makes a new revision with the content of an older one, and sends it to the cluster. The draft stays as it is.
#[utoipa::path(
    post, path = "/v1/provider/product-publishes/{id}/rollback", operation_id = "rollback", tag = "Publishes",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductPublishId, Path)),
    request_body = RollbackRequest,
    responses((status = 200, body = ProductPublish, headers(("ETag" = String))))
)]
async fn rollback(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(request): Body<RollbackRequest>,
) -> Result<Found<ProductPublish>, Problem> {
    request.clone().judge()?;
    let RollbackRequest { revision, note } = request;
    let (mode, publishes) = (Mode::dry_run(dry_run), &state.services.product_publish);
    Ok(Found(publishes.rollback(&caller, id, Some(version), revision, &note, mode).await?))
}

/// Takes it off its cluster.
#[utoipa::path(
    post, path = "/v1/provider/product-publishes/{id}/withdraw", operation_id = "withdraw", tag = "Publishes",
    params(TenantHeader, VersionHeader, WriteParams, ("id" = ProductPublishId, Path)),
    responses((status = 200, body = ProductPublish, headers(("ETag" = String))))
)]
async fn withdraw(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<Found<ProductPublish>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.product_publish.withdraw(&caller, id, Some(version), mode).await?))
}

/// The manifests that publishing now would send, beside what the cluster should have.
#[utoipa::path(
    get, path = "/v1/provider/product-publishes/{id}/preview", operation_id = "preview_publish", tag = "Publishes",
    params(TenantHeader, ("id" = ProductPublishId, Path)),
    responses((status = 200, body = PublishPreview))
)]
async fn preview(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    Query(()): Query<()>,
) -> Result<Json<PublishPreview>, Problem> {
    Ok(Json(state.services.product_publish.preview(&caller, id).await?))
}

/// Item by item, what is wanted and what the agent reports.
#[utoipa::path(
    get, path = "/v1/provider/product-publishes/{id}/status", operation_id = "get_publish_status", tag = "Publishes",
    params(TenantHeader, ("id" = ProductPublishId, Path)),
    responses((status = 200, body = PublishDetail))
)]
async fn status(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    Query(()): Query<()>,
) -> Result<Json<PublishDetail>, Problem> {
    Ok(Json(state.services.product_publish.detail(&caller, id).await?))
}

/// What was published so far, newest first.
#[utoipa::path(
    get, path = "/v1/provider/product-publishes/{id}/revisions", operation_id = "list_revisions", tag = "Publishes",
    params(TenantHeader, PageParams, ("id" = ProductPublishId, Path)),
    responses((status = 200, body = Page<RevisionSummary>))
)]
async fn revisions(
    state: State<AppState>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<RevisionSummary>>, Problem> {
    Ok(Json(state.services.product_publish.revisions(&caller, id, &page.page()).await?))
}
