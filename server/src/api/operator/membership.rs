//! `/v1/operator/memberships`: people's roles in tenants.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    Result,
    id::{MembershipId, TenantId, UserId},
    membership::{Membership, MembershipSpec},
    page::Page,
};
use services::{MembershipFilter, Mode};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::status::RoleRequest;
use crate::{
    api::{
        answer::{Created, Found},
        body::{Body, Draft},
        problem::Problem,
        request::{Fields, IfMatch, PageParams, Parameters, Path, Query, Signed, VersionHeader, WriteParams},
    },
    state::AppState,
};

const LIST: &str = "/v1/operator/memberships";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, delete)).routes(routes!(set_role))
}

impl Draft for MembershipSpec {
    fn judge(self) -> Result<()> {
        Ok(())
    }
}

/// Which memberships are listed.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// Only those of this tenant.
    tenant_id: Option<TenantId>,
    /// Only those of this person.
    user_id: Option<UserId>,
}

impl Parameters for FilterParams {
    fn read(fields: &mut Fields) -> Self {
        Self { tenant_id: fields.id("tenant_id"), user_id: fields.id("user_id") }
    }
}

/// Memberships, newest first.
#[utoipa::path(
    get, path = LIST, operation_id = "list_memberships", tag = "Operator: memberships",
    params(PageParams, FilterParams),
    responses((status = 200, body = Page<Membership>))
)]
async fn list(
    state: State<AppState>,
    signed: Signed,
    Query((page, only)): Query<(PageParams, FilterParams)>,
) -> Result<Json<Page<Membership>>, Problem> {
    let filter = MembershipFilter { tenant: only.tenant_id, user: only.user_id };
    Ok(Json(state.services.membership.list(&signed.caller, filter, &page.page()).await?))
}

/// Lets a person into a tenant.
#[utoipa::path(
    post, path = LIST, operation_id = "create_membership", tag = "Operator: memberships",
    params(WriteParams), request_body = MembershipSpec,
    responses((status = 201, body = Membership, headers(("ETag" = String), ("Location" = String))))
)]
async fn create(
    state: State<AppState>,
    signed: Signed,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(spec): Body<MembershipSpec>,
) -> Result<Created<Membership>, Problem> {
    let noun = state.services.membership.create(&signed.caller, spec, Mode::dry_run(dry_run)).await?;
    Ok(Created { noun, list: LIST.to_owned(), dry_run })
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/operator/memberships/{id}", operation_id = "get_membership", tag = "Operator: memberships",
    params(("id" = MembershipId, Path)),
    responses((status = 200, body = Membership, headers(("ETag" = String))))
)]
async fn get(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(MembershipId,)>,
    Query(()): Query<()>,
) -> Result<Found<Membership>, Problem> {
    Ok(Found(state.services.membership.get(&signed.caller, id).await?))
}

/// Gives a member another role; the tenant keeps an owner.
#[utoipa::path(
    put, path = "/v1/operator/memberships/{id}/role", operation_id = "set_membership_role",
    tag = "Operator: memberships",
    params(VersionHeader, WriteParams, ("id" = MembershipId, Path)), request_body = RoleRequest,
    responses((status = 200, body = Membership, headers(("ETag" = String))))
)]
async fn set_role(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(MembershipId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
    Body(RoleRequest { role }): Body<RoleRequest>,
) -> Result<Found<Membership>, Problem> {
    let mode = Mode::dry_run(dry_run);
    Ok(Found(state.services.membership.set_role(&signed.caller, id, version, role, mode).await?))
}

/// Takes a person out of a tenant; the tenant keeps an owner.
#[utoipa::path(
    delete, path = "/v1/operator/memberships/{id}", operation_id = "delete_membership",
    tag = "Operator: memberships",
    params(VersionHeader, WriteParams, ("id" = MembershipId, Path)),
    responses((status = 204))
)]
async fn delete(
    state: State<AppState>,
    signed: Signed,
    Path((id,)): Path<(MembershipId,)>,
    IfMatch(version): IfMatch,
    Query(WriteParams { dry_run }): Query<WriteParams>,
) -> Result<StatusCode, Problem> {
    state.services.membership.delete(&signed.caller, id, version, Mode::dry_run(dry_run)).await?;
    Ok(StatusCode::NO_CONTENT)
}
