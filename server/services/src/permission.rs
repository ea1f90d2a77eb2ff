//! The permission table: role × action × resource. Nothing else decides who may do what.

use domain::role::{Persona, PlatformRole, Role};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// List or look at.
    Read,
    /// Make a new one.
    Create,
    /// Change.
    Update,
    /// Remove.
    Delete,
    /// Send a publish to its cluster.
    Publish,
    /// Go back to what an older revision said.
    Rollback,
    /// Take a publish off its cluster.
    Withdraw,
    /// Give up on a publish whose cluster is gone.
    Forget,
    /// Use a registration token.
    Register,
    /// Take a credential away.
    Revoke,
    /// Prove who one is.
    SignIn,
}

impl Action {
    /// As in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Publish => "publish",
            Self::Rollback => "rollback",
            Self::Withdraw => "withdraw",
            Self::Forget => "forget",
            Self::Register => "register",
            Self::Revoke => "revoke",
            Self::SignIn => "sign_in",
        }
    }

    const fn is_read(self) -> bool {
        matches!(self, Self::Read)
    }
}

/// What it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the nouns of the domain")]
pub enum Resource {
    Tenant,
    User,
    Session,
    Membership,
    AccessToken,
    Cluster,
    RegistrationToken,
    Agent,
    ApiService,
    Gateway,
    Product,
    Plan,
    ProductPublish,
    AuditEvent,
}

impl Resource {
    /// As in scopes and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::User => "user",
            Self::Session => "session",
            Self::Membership => "membership",
            Self::AccessToken => "access_token",
            Self::Cluster => "cluster",
            Self::RegistrationToken => "registration_token",
            Self::Agent => "agent",
            Self::ApiService => "api_service",
            Self::Gateway => "gateway",
            Self::Product => "product",
            Self::Plan => "plan",
            Self::ProductPublish => "product_publish",
            Self::AuditEvent => "audit_event",
        }
    }
}

/// Whether a platform role allows the action on anything under operator.
pub fn platform_allows(role: PlatformRole, action: Action) -> bool {
    match role {
        PlatformRole::Admin => true,
        PlatformRole::Viewer => action.is_read(),
        PlatformRole::None => false,
    }
}

/// Whether a member's role allows the action in their tenant.
pub fn role_allows(role: Role, action: Action, resource: Resource) -> bool {
    match role {
        Role::Owner => true,
        Role::Editor => action.is_read() || !matches!(resource, Resource::Membership | Resource::Tenant),
        Role::Viewer => action.is_read(),
    }
}

/// The scope an access token needs: `provider:write`, `operator:read` …
pub fn scope_for(persona: Persona, action: Action) -> String {
    let surface = match persona {
        Persona::Operator => "operator",
        Persona::Provider => "provider",
        Persona::Customer => "customer",
    };
    format!("{surface}:{}", if action.is_read() { "read" } else { "write" })
}

/// Whether a token's scope covers the needed one; `write` covers `read`.
pub fn scope_covers(scope: &str, needed: &str) -> bool {
    scope == needed || needed.strip_suffix(":read").is_some_and(|surface| scope == format!("{surface}:write"))
}
