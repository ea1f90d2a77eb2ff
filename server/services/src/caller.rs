//! Who asks. Transports build a [`Caller`] from a session, a token or an agent's JWT; every use
//! case takes it as its first argument and authorizes with it.

use domain::{
    Code, Error, Reason, Result,
    id::{AccessTokenId, AgentId, ClusterId, TenantId, UserId},
    role::{Persona, PlatformRole, Role},
};

use crate::permission::{self, Action, Resource};

/// Who a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Nobody has signed in.
    Anonymous,
    /// A person in a browser.
    User(UserRef),
    /// A script, with its user's rights cut down to the token's scopes.
    Token {
        /// Whose token.
        user: UserRef,
        /// Which token.
        token: AccessTokenId,
        /// `operator:read`, `provider:write` … (see `permission::scope_for`).
        scopes: Vec<String>,
    },
    /// An agent, within its own cluster.
    Agent {
        /// Which agent.
        agent: AgentId,
        /// Its cluster.
        cluster: ClusterId,
    },
    /// The program itself: sweeps, setup, the command line.
    System,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRef {
    /// Which user.
    pub id: UserId,
    /// Their address, for the audit log.
    pub email: String,
    /// Their role under operator.
    pub platform_role: PlatformRole,
}

/// The tenant a request names and the caller's role in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantAccess {
    /// Which tenant.
    pub id: TenantId,
    /// Its slug, as in URLs.
    pub slug: String,
    /// The caller's role.
    pub role: Role,
    /// Whether it offers APIs.
    pub is_provider: bool,
    /// Whether it uses APIs.
    pub is_customer: bool,
}

/// Who asks, in which tenant, under which request id.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The identity.
    pub who: Who,
    /// The tenant the request names, once membership is checked.
    pub tenant: Option<TenantAccess>,
    /// The same as in logs, audit and the answer's `x-request-id`.
    pub request_id: String,
}

/// Proof that the caller may act in a tenant. The only way into the stores of tenants' rows; only
/// [`Caller::scope`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantScope(TenantId);

impl TenantScope {
    /// Which tenant.
    pub fn tenant_id(self) -> TenantId {
        self.0
    }
}

impl Caller {
    /// The program itself.
    pub fn system(request_id: impl Into<String>) -> Self {
        Self { who: Who::System, tenant: None, request_id: request_id.into() }
    }

    /// Nobody.
    pub fn anonymous(request_id: impl Into<String>) -> Self {
        Self { who: Who::Anonymous, tenant: None, request_id: request_id.into() }
    }

    /// The signed-in person, for use cases about themselves.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when nobody is signed in.
    pub fn user(&self) -> Result<&UserRef> {
        match &self.who {
            Who::User(user) | Who::Token { user, .. } => Ok(user),
            _ => Err(Error::Unauthenticated(Code::Unauthenticated.into())),
        }
    }

    /// The signed-in person in front of a browser: no script in their name.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when nobody is signed in, [`Error::Forbidden`] for tokens.
    pub fn person(&self) -> Result<&UserRef> {
        match &self.who {
            Who::User(user) => Ok(user),
            Who::Token { .. } => Err(Error::Forbidden(Code::Forbidden.into())),
            _ => Err(Error::Unauthenticated(Code::Unauthenticated.into())),
        }
    }

    /// Allows an action under operator.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] without a person, [`Error::Forbidden`] when the role or the
    /// token's scopes do not reach.
    pub fn operator(&self, action: Action) -> Result<()> {
        if self.who == Who::System {
            return Ok(());
        }
        let user = self.user()?;
        if !permission::platform_allows(user.platform_role, action) {
            return Err(Error::Forbidden(Code::Forbidden.into()));
        }
        self.check_scopes(Persona::Operator, action)
    }

    /// Allows an action in the tenant that the request names.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] without a person, [`Error::Malformed`] when no tenant is named,
    /// [`Error::NotFound`] when the tenant is not of this kind, [`Error::Forbidden`] when the role
    /// or the token's scopes do not reach.
    pub fn scope(&self, persona: Persona, action: Action, resource: Resource) -> Result<TenantScope> {
        self.user()?;
        let Some(tenant) = &self.tenant else {
            return Err(Error::Malformed(Code::TenantRequired.into()));
        };
        let right_kind = match persona {
            Persona::Provider => tenant.is_provider,
            Persona::Customer => tenant.is_customer,
            Persona::Operator => false,
        };
        if !right_kind {
            return Err(Error::not_found("tenant"));
        }
        if !permission::role_allows(tenant.role, action, resource) {
            return Err(Error::Forbidden(Code::Forbidden.into()));
        }
        self.check_scopes(persona, action)?;
        Ok(TenantScope(tenant.id))
    }

    /// Allows an agent to act in its own cluster.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for everybody else.
    pub fn agent(&self) -> Result<(AgentId, ClusterId)> {
        match self.who {
            Who::Agent { agent, cluster } => Ok((agent, cluster)),
            _ => Err(Error::Unauthenticated(Code::Unauthenticated.into())),
        }
    }

    fn check_scopes(&self, persona: Persona, action: Action) -> Result<()> {
        let Who::Token { scopes, .. } = &self.who else { return Ok(()) };
        let needed = permission::scope_for(persona, action);
        if scopes.iter().any(|s| permission::scope_covers(s, &needed)) {
            return Ok(());
        }
        Err(Error::Forbidden(Reason::new(Code::MissingScope).with("scope", needed)))
    }

    /// How the audit log names the caller.
    pub fn actor(&self) -> String {
        match &self.who {
            Who::Anonymous => "anonymous".to_owned(),
            Who::User(user) => user.email.clone(),
            Who::Token { user, token, .. } => format!("{} ({token})", user.email),
            Who::Agent { agent, .. } => agent.to_string(),
            Who::System => "system".to_owned(),
        }
    }
}
