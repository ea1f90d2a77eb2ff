//! `/v1/me/sessions`: browsers in which the caller is signed in.

use axum::{Json, extract::State, http::StatusCode};
use domain::{Result, id::SessionId, page::Page, session::Session};
use services::Mode;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        problem::Problem,
        request::{PageParams, Path, Query, Signed, WriteParams},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, revoke_others)).routes(routes!(revoke))
}

/// Newest first. Only for people in a browser.
#[utoipa::path(
    get, path = "/v1/me/sessions", operation_id = "list_sessions", tag = "Me", security(("session" = [])),
    params(PageParams), responses((status = 200, body = Page<Session>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Query(page): Query<PageParams>,
) -> Result<Json<Page<Session>>, Problem> {
    Ok(Json(state.services.session.list(&signed.caller, signed.session, &page.page()).await?))
}

/// Ends all but the one that asks. Only for people in a browser.
#[utoipa::path(
    delete, path = "/v1/me/sessions", operation_id = "end_other_sessions", tag = "Me", security(("session" = [])),
    params(WriteParams),
    responses((status = 204))
)]
async fn revoke_others(
    state: State<AppState>,
    signed: Signed,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.session.revoke_others(&signed.caller, signed.session, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one. Only for people in a browser.
#[utoipa::path(
    delete, path = "/v1/me/sessions/{id}", operation_id = "end_session", tag = "Me", security(("session" = [])),
    params(WriteParams, ("id" = SessionId, Path)),
    responses((status = 204))
)]
async fn revoke(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(SessionId,)>,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.session.revoke(&signed.caller, id, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
