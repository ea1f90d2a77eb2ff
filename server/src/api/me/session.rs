//! `/v1/me/sessions`: browsers in which the caller is signed in.

use axum::{Json, extract::State, http::StatusCode};
use domain::{Result, id::SessionId, session::Session};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        problem::{Problem, Problems},
        request::{Path, Signed},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, revoke_others)).routes(routes!(revoke))
}

/// The last used first. Only for people in a browser.
#[utoipa::path(
    get, path = "/v1/me/sessions", operation_id = "list_sessions", tag = "Me",
    responses((status = 200, body = Vec<Session>), Problems)
)]
async fn list(state: State<AppState>, signed: Signed) -> Result<Json<Vec<Session>>, Problem> {
    Ok(Json(state.services.session.list(&signed.caller, signed.session).await?))
}

/// Ends all but the one that asks. Only for people in a browser.
#[utoipa::path(
    delete, path = "/v1/me/sessions", operation_id = "end_other_sessions", tag = "Me",
    responses((status = 204), Problems)
)]
async fn revoke_others(state: State<AppState>, signed: Signed) -> Result<StatusCode, Problem> {
    state.services.session.revoke_others(&signed.caller, signed.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one. Only for people in a browser.
#[utoipa::path(
    delete, path = "/v1/me/sessions/{id}", operation_id = "end_session", tag = "Me",
    params(("id" = SessionId, Path)),
    responses((status = 204), Problems)
)]
async fn revoke(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(SessionId,)>,
) -> Result<StatusCode, Problem> {
    state.services.session.revoke(&signed.caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
