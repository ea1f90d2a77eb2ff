//! All use cases in one value: axum's state, gRPC's field and Leptos' context alike.

use crate::{
    AccessTokens, AgentTokens, Agents, ApiServices, AuditEvents, Auth, Clusters, Ctx, Delivery, Gateways,
    Maintenance, Memberships, Plans, ProductPublishes, Products, RegistrationTokens, Sessions, Tenants,
    Users,
};

/// All use cases; cheap to clone. To add a noun: a field here.
#[derive(Debug, Clone)]
pub struct Services {
    /// What all of them share.
    pub ctx: Ctx,
    /// Scripts' credentials.
    pub access_token: AccessTokens,
    /// Agents as operators see them, and their registration.
    pub agent: Agents,
    /// What agents authenticate with.
    pub agent_token: AgentTokens,
    /// API services.
    pub api_service: ApiServices,
    /// The audit log.
    pub audit_event: AuditEvents,
    /// Who somebody is.
    pub auth: Auth,
    /// Clusters.
    pub cluster: Clusters,
    /// Agents' work streams.
    pub delivery: Delivery,
    /// Gateways.
    pub gateway: Gateways,
    /// What the program does on its own.
    pub maintenance: Maintenance,
    /// People's roles in tenants.
    pub membership: Memberships,
    /// Plans of products.
    pub plan: Plans,
    /// Products.
    pub product: Products,
    /// Publishes.
    pub product_publish: ProductPublishes,
    /// Invitations for agents.
    pub registration_token: RegistrationTokens,
    /// Browser sessions.
    pub session: Sessions,
    /// Tenants.
    pub tenant: Tenants,
    /// People.
    pub user: Users,
}

impl Services {
    /// Ties the use cases to what they share.
    pub fn new(ctx: Ctx) -> Self {
        let agent_token = AgentTokens::new(ctx.clone());
        let auth = Auth::new(ctx.clone());
        Self {
            access_token: AccessTokens::new(ctx.clone(), auth.clone()),
            agent: Agents::new(ctx.clone(), agent_token.clone()),
            agent_token,
            api_service: ApiServices::new(ctx.clone()),
            audit_event: AuditEvents::new(ctx.clone()),
            auth: auth.clone(),
            cluster: Clusters::new(ctx.clone()),
            delivery: Delivery::new(ctx.clone()),
            gateway: Gateways::new(ctx.clone()),
            maintenance: Maintenance::new(ctx.clone()),
            membership: Memberships::new(ctx.clone()),
            plan: Plans::new(ctx.clone()),
            product: Products::new(ctx.clone()),
            product_publish: ProductPublishes::new(ctx.clone()),
            registration_token: RegistrationTokens::new(ctx.clone()),
            session: Sessions::new(ctx.clone()),
            tenant: Tenants::new(ctx.clone()),
            user: Users::new(ctx.clone(), auth),
            ctx,
        }
    }
}
