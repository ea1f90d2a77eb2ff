//! `/v1/me/access-tokens`: the caller's own access tokens.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Result, Timestamp,
    access_token::{AccessToken, AccessTokenSpec, NewAccessToken},
    id::AccessTokenId,
    page::Page,
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

impl Draft for AccessTokenSpec {
    fn judge(self) -> Result<()> {
        // Whether it lies in the future is for the use case, which has the clock.
        self.validate(Timestamp::MIN_UTC).map(drop)
    }
}

/// Newest first, revoked ones too; never a secret.
#[utoipa::path(
    get, path = "/v1/me/access-tokens", operation_id = "list_access_tokens", tag = "Me",
    params(PageParams), responses((status = 200, body = Page<AccessToken>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<AccessToken>>, Problem> {
    Ok(Json(state.services.access_token.list(&signed.caller, &page.page()).await?))
}

/// Makes one. Its secret is in this answer and never shown again. Only for people in a browser.
#[utoipa::path(
    post, path = "/v1/me/access-tokens", operation_id = "create_access_token", tag = "Me", security(("session" = [])),
    params(WriteParams), request_body = AccessTokenSpec,
    responses((status = 201, body = NewAccessToken))
)]
async fn create(
    state: State<AppState>,
    signed: Signed,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<AccessTokenSpec>,
) -> Result<Response, Problem> {
    let mode = Mode::dry_run(dry_run);
    let made = state.services.access_token.create(&signed.caller, spec, mode).await?;
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = (status, Json(made)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Takes one away for good. Only for people in a browser.
#[utoipa::path(
    delete, path = "/v1/me/access-tokens/{id}", operation_id = "revoke_access_token", tag = "Me", security(("session" = [])),
    params(WriteParams, ("id" = AccessTokenId, Path)),
    responses((status = 204))
)]
async fn revoke(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(AccessTokenId,)>,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.access_token.revoke(&signed.caller, id, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
