//! Whether the agent has to register, and with which token. A run may have been killed at any point of
//! it, somebody may have revoked the agent, or the database may be another one than the folder's.

use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
};

use anyhow::{Context as _, Result};
use domain::{
    agent::AgentState,
    registration_token::{RegistrationToken, RegistrationTokenSpec, RegistrationTokenState},
};
use serde::Deserialize;
use services::{Caller, Mode, Services};

use super::{super::lookup::all, NAME, World};

/// What the agent keeps of its registration, in its `identity.json`.
#[derive(Deserialize)]
struct Identity {
    registered: Option<Registered>,
}

#[derive(Deserialize)]
struct Registered {
    agent_id: String,
}

/// A token for an agent that has to register. One that the server still knows needs none; any other
/// begins with an empty state folder, and somebody new takes its place.
pub(super) async fn token(
    services: &Services,
    operator: &Caller,
    world: &World,
    state: &Path,
) -> Result<Option<String>> {
    let list = async |page: &_| services.agent.list(operator, world.cluster, page).await;
    let live = all(list, |agent| agent.state != AgentState::Revoked).await?;
    if registered_as(state).is_some_and(|own| live.iter().any(|agent| agent.id.to_string() == own)) {
        return Ok(None);
    }
    remove(state).with_context(|| format!("cannot remove {}", state.display()))?;
    for agent in live.iter().filter(|agent| agent.name == NAME) {
        services.agent.revoke(operator, agent.id, Mode::Commit).await?;
    }
    let tokens = &services.registration_token;
    let list = async |page: &_| tokens.list(operator, world.cluster, page).await;
    let ours = |token: &RegistrationToken| {
        token.agent_name == NAME && token.state == RegistrationTokenState::Pending
    };
    for token in all(list, ours).await? {
        tokens.revoke(operator, world.cluster, token.id, Mode::Commit).await?;
    }
    let spec = RegistrationTokenSpec { agent_name: NAME.to_owned(), lifetime_minutes: Some(10) };
    Ok(tokens.create(operator, world.cluster, spec, Mode::Commit).await?.secret)
}

/// The id under which the folder's agent has registered. A broken file is as good as none.
fn registered_as(state: &Path) -> Option<String> {
    let identity = fs::read(state.join("identity.json")).ok()?;
    let identity: Identity = serde_json::from_slice(&identity).ok()?;
    identity.registered.map(|registered| registered.agent_id)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
