//! Finds out who sends a request: a bearer token, else the session's user, else nobody.

use app::session::{Me, MyTenant};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{Error, Result, id::SessionId};
use services::{Caller, Identity, Services, TenantAccess, Who};
use tower_sessions::Session;

use super::store::key;
use crate::api::problem::Problem;

/// Who sends a request.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) who: Who,
    /// The tenants the request may name.
    pub(crate) tenants: Vec<TenantAccess>,
    /// The person's frame of a page; `None` for scripts.
    pub(crate) me: Option<Me>,
    /// The browser session.
    pub(crate) session: Option<SessionId>,
}

impl Visitor {
    fn nobody() -> Self {
        Self { who: Who::Anonymous, tenants: Vec::new(), me: None, session: None }
    }

    /// The caller of a use case that belongs to no tenant.
    pub(crate) fn caller(&self, request_id: &str) -> Caller {
        Caller { who: self.who.clone(), tenant: None, request_id: request_id.to_owned() }
    }

    /// The caller in a tenant.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it does not exist or they are no member: the two look the same.
    pub(crate) fn caller_in(&self, slug: &str, request_id: &str) -> Result<Caller> {
        let tenant = self.tenants.iter().find(|t| t.slug == slug).ok_or(Error::not_found("tenant"))?;
        Ok(Caller { tenant: Some(tenant.clone()), ..self.caller(request_id) })
    }
}

/// Puts a [`Visitor`] into the request. A bearer token that does not count is 401 at once: going on
/// as somebody else, or nobody, would answer the wrong question.
pub(crate) async fn layer(
    State(services): State<Services>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    match identify(&services, &session, request.headers()).await {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn identify(services: &Services, session: &Session, headers: &HeaderMap) -> Result<Visitor> {
    if let Some(secret) = bearer(headers) {
        let (who, tenants) = services.access_token.authenticate(secret).await?;
        return Ok(Visitor { who, tenants, ..Visitor::nobody() });
    }
    let text = async |key: &str| session.get::<String>(key).await.map_err(broken);
    let Some(user) = text(key::USER).await?.and_then(|id| id.parse().ok()) else {
        return Ok(Visitor::nobody());
    };
    let Some(identity) = services.auth.identity(user).await? else { return Ok(Visitor::nobody()) };
    Ok(Visitor {
        tenants: identity.access(),
        me: Some(me(&identity)),
        who: Who::User(identity.user),
        session: text(key::ID).await?.and_then(|id| id.parse().ok()),
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

fn me(identity: &Identity) -> Me {
    Me {
        id: identity.user.id,
        name: identity.name.clone(),
        email: identity.user.email.clone(),
        platform_role: identity.user.platform_role,
        tenants: identity
            .tenants
            .iter()
            .map(|(tenant, name)| MyTenant {
                slug: tenant.slug.clone(),
                name: name.clone(),
                role: tenant.role,
                is_provider: tenant.is_provider,
                is_customer: tenant.is_customer,
            })
            .collect(),
    }
}

/// A session that cannot be read, which the store has logged.
pub(super) fn broken(error: tower_sessions::session::Error) -> Error {
    tracing::debug!(%error, "a session cannot be read");
    Error::Internal
}
