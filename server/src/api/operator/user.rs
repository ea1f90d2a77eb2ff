//! `/v1/operator/users`: people.

use axum::{Json, extract::State};
use domain::{
    Result,
    draft::Check,
    id::UserId,
    page::Page,
    user::{NewUserSpec, User, UserSpec, UserStatus},
};
use services::{Mode, UserFilter};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::status::UserStatusRequest;
use crate::{
    api::{
        answer::{Created, Found},
        body::{Body, Draft},
        problem::Problem,
        request::{Fields, IfMatch, ListParams, Parameters, Path, Query, Signed, VersionHeader, WriteParams},
    },
    state::AppState,
};

const LIST: &str = "/v1/operator/users";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, replace))
        .routes(routes!(set_status))
}

impl Draft for UserSpec {
    fn judge(self) -> Result<()> {
        self.validate().map(drop)
    }
}

impl Draft for NewUserSpec {
    fn judge(self) -> Result<()> {
        let (mut user, mut check) = (self.user, Check::new());
        check.within("user", |c| user.check(c));
        check.finish(|| Some(()))
    }
}

/// Which users are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Part of the address or name, without case.
    search: Option<String>,
    /// Only those in this status.
    status: Option<UserStatus>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self { search: fields.text("search"), status: fields.parse("status") }
    }
}

/// People, by address.
#[utoipa::path(
    get, path = LIST, operation_id = "list_users", tag = "Operator: users",
    params(ListParams, FilterParams),
    responses((status = 200, body = Page<User>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Query((list, only)): Query<(ListParams, FilterParams)>,
) -> Result<Json<Page<User>>, Problem> {
    let page = list.page();
    let filter = UserFilter { search: only.search, status: only.status, labels: list.label };
    Ok(Json(state.services.user.list(&signed.caller, &filter, &page).await?))
}

/// Adds one.
#[utoipa::path(
    post, path = LIST, operation_id = "create_user", tag = "Operator: users",
    params(WriteParams), request_body = NewUserSpec,
    responses((status = 201, body = User, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    signed: Signed,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<NewUserSpec>,
) -> Result<Created<User>, Problem> {
    let noun = state.services.user.create(&signed.caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/operator/users/{id}", operation_id = "get_user", tag = "Operator: users",
    params(("id" = UserId, Path)),
    responses((status = 200, body = User, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(UserId,)>,
    Query(()): Query<()>,
) -> Result<Found<User>, Problem> {
    Ok(Found(state.services.user.get(&signed.caller, id).await?))
}

/// Replaces what is said about one; an active administrator has to remain.
#[utoipa::path(
    put, path = "/v1/operator/users/{id}", operation_id = "replace_user", tag = "Operator: users",
    params(VersionHeader, WriteParams, ("id" = UserId, Path)), request_body = UserSpec,
    responses((status = 200, body = User, headers(("ETag" = String))))
)]
async fn replace(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(UserId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<UserSpec>,
) -> Result<Found<User>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.user.update(&signed.caller, id, version, spec, mode).await?))
}

/// Lets one sign in, or no longer: then their sessions end.
#[utoipa::path(
    put, path = "/v1/operator/users/{id}/status", operation_id = "set_user_status", tag = "Operator: users",
    params(VersionHeader, WriteParams, ("id" = UserId, Path)), request_body = UserStatusRequest,
    responses((status = 200, body = User, headers(("ETag" = String))))
)]
async fn set_status(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(UserId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(UserStatusRequest { status }): Body<UserStatusRequest>,
) -> Result<Found<User>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.user.set_status(&signed.caller, id, version, status, mode).await?))
}
