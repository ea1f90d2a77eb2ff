//! Who asks, and in which tenant.

use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{Code, Error, Result, id::SessionId};
use services::{Caller, TenantAccess, Who};

use crate::{api::problem::Problem, auth::visitor::Visitor, http::request_id::RequestId, state::AppState};

/// Somebody who has proved who they are; what they may do is for the use case to say.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) caller: Caller,
    /// The browser session that asks.
    pub(crate) session: Option<SessionId>,
    /// The tenants that the caller may name.
    pub(crate) tenants: Vec<TenantAccess>,
}

/// Somebody in the tenant that `X-Tenant-Slug` names: 400 when it is missing, 404 when they are no
/// member.
#[derive(Debug, Clone)]
pub(crate) struct InTenant(pub(crate) Caller);

fn visitor(parts: &Parts) -> Result<(&Visitor, &str)> {
    let visitor = parts.extensions.get::<Visitor>().ok_or(Error::Internal)?;
    if visitor.who == Who::Anonymous {
        return Err(Error::Unauthenticated(Code::Unauthenticated.into()));
    }
    let id = parts.extensions.get::<RequestId>().map_or("", |RequestId(id)| id.as_str());
    Ok((visitor, id))
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let (visitor, id) = visitor(parts)?;
        let tenants = visitor.tenants.clone();
        Ok(Self { caller: visitor.caller(id), session: visitor.session, tenants })
    }
}

impl FromRequestParts<AppState> for InTenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let (visitor, id) = visitor(parts)?;
        let slug = parts.headers.get("x-tenant-slug").and_then(|v| v.to_str().ok()).map(str::trim);
        let slug = slug.filter(|s| !s.is_empty()).ok_or(Error::Malformed(Code::TenantRequired.into()))?;
        Ok(Self(visitor.caller_in(slug, id)?))
    }
}
