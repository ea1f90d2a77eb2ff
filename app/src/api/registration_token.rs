//! Invitations for agents, and the agents that took them.

use leptos::prelude::*;

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// What the secret of a new registration token is left for.
pub const REGISTRATION_TOKEN: &str = "registration_token";

/// Makes a token and shows it once, on the cluster's page.
#[server(prefix = "/fn", endpoint = "registration-tokens/create")]
pub async fn create_registration_token(
    cluster: String,
    agent_name: String,
    lifetime_minutes: String,
) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let id = server::id(&cluster, "cluster")?;
    let mut check = domain::draft::Check::new();
    let lifetime_minutes = check.optional_number("lifetime_minutes", &lifetime_minutes, 5, 10_080);
    check.finish(|| Some(()))?;
    let spec = domain::registration_token::RegistrationTokenSpec { agent_name, lifetime_minutes };
    let new = services.registration_token.create(&caller, id, spec, services::Mode::Commit).await?;
    if let Some(secret) = new.secret {
        server::leave_secret(REGISTRATION_TOKEN, secret);
    }
    server::go(&format!("/operator/clusters/{id}"), Notice::Created);
    Ok(())
}

/// Makes a token useless that was not used yet.
#[server(prefix = "/fn", endpoint = "registration-tokens/revoke")]
pub async fn revoke_registration_token(cluster: String, registration_token: String) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let id = server::id(&cluster, "cluster")?;
    let token = server::id(&registration_token, "registration token")?;
    services.registration_token.revoke(&caller, id, token, services::Mode::Commit).await?;
    server::go(&format!("/operator/clusters/{id}"), Notice::Revoked);
    Ok(())
}

/// Takes an agent's identity away, once its name was typed.
#[server(prefix = "/fn", endpoint = "agents/revoke")]
pub async fn revoke_agent(agent: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let found = services.agent.get(&caller, server::id(&agent, "agent")?).await?;
    server::confirmed(&confirm, &found.name)?;
    services.agent.revoke(&caller, found.id, services::Mode::Commit).await?;
    server::go(&format!("/operator/clusters/{}", found.cluster_id), Notice::Revoked);
    Ok(())
}
