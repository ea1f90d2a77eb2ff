//! `/v1/operator/clusters/{id}/registration-tokens`: invitations for agents.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Result,
    id::{ClusterId, RegistrationTokenId},
    page::Page,
    registration_token::{NewRegistrationToken, RegistrationToken, RegistrationTokenSpec},
};
use services::Mode;
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
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

impl Draft for RegistrationTokenSpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }
}

/// The tokens of a cluster, newest first, ended ones too; never a secret.
#[utoipa::path(
    get, path = "/v1/operator/clusters/{id}/registration-tokens", operation_id = "list_registration_tokens",
    tag = "Operator: agents", params(PageParams, ("id" = ClusterId, Path)),
    responses((status = 200, body = Page<RegistrationToken>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<RegistrationToken>>, Problem> {
    Ok(Json(state.services.registration_token.list(&signed.caller, id, &page.page()).await?))
}

/// Makes one. Its secret is in this answer and never shown again.
#[utoipa::path(
    post, path = "/v1/operator/clusters/{id}/registration-tokens", operation_id = "create_registration_token",
    tag = "Operator: agents", params(WriteParams, ("id" = ClusterId, Path)), request_body = RegistrationTokenSpec,
    responses((status = 201, body = NewRegistrationToken))
)]
async fn create(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(ClusterId,)>,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<RegistrationTokenSpec>,
) -> Result<Response, Problem> {
    let mode = Mode::dry_run(dry_run);
    let made = state.services.registration_token.create(&signed.caller, id, spec, mode).await?;
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = (status, Json(made)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Takes one back that nobody has used.
#[utoipa::path(
    delete, path = "/v1/operator/clusters/{id}/registration-tokens/{token}",
    operation_id = "revoke_registration_token", tag = "Operator: agents",
    params(WriteParams, ("id" = ClusterId, Path), ("token" = RegistrationTokenId, Path)),
    responses((status = 204))
)]
async fn revoke(
    state: State<AppState>,
    signed: Signed,
    Path((id, token)): Path<(ClusterId, RegistrationTokenId)>,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    let mode = Mode::dry_run(dry_run);
    state.services.registration_token.revoke(&signed.caller, id, token, mode).await?;
    Ok(StatusCode::NO_CONTENT)
}
