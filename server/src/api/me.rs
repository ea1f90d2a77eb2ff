//! `/v1/me`: the caller themselves.

mod access_token;
mod session;

use axum::{Json, extract::State};
use domain::{
    Result,
    id::{TenantId, UserId},
    role::{PlatformRole, Role},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    problem::Problem,
    request::{Query, Signed},
};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get)).merge(access_token::routes()).merge(session::routes())
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    id: UserId,
    name: String,
    email: String,
    platform_role: PlatformRole,
    /// Tenants they belong to; for a token of one tenant, that one.
    memberships: Vec<Membership>,
    /// What an access token may do; `null` for a browser.
    scopes: Option<Vec<String>>,
}

/// A role in a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MyMembership)]
struct Membership {
    tenant_id: TenantId,
    tenant: String,
    role: Role,
    is_provider: bool,
    is_customer: bool,
}

/// Who am I?
#[utoipa::path(
    get, path = "/v1/me", operation_id = "get_me", tag = "Me",
    responses((status = 200, body = Me))
)]
async fn get(state: State<AppState>, signed: Signed, Query(()): Query<()>) -> Result<Json<Me>, Problem> {
    let user = signed.caller.user()?;
    let identity = state.services.auth.identity(user.id).await?;
    let name = identity.map(|i| i.name).unwrap_or_default();
    let membership = |t: &services::TenantAccess| Membership {
        tenant_id: t.id,
        tenant: t.slug.clone(),
        role: t.role,
        is_provider: t.is_provider,
        is_customer: t.is_customer,
    };
    let scopes = match &signed.caller.who {
        services::Who::Token { scopes, .. } => Some(scopes.clone()),
        _ => None,
    };
    Ok(Json(Me {
        id: user.id,
        name,
        email: user.email.clone(),
        platform_role: user.platform_role,
        memberships: signed.tenants.iter().map(membership).collect(),
        scopes,
    }))
}
