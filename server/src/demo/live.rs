//! Publishing, and waiting until the agent has written every file.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use domain::{
    Timestamp,
    agent::AgentState,
    product_publish::PublishStatus::{Degraded, Draft, Failed, Live, Publishing, Withdrawing, Withdrawn},
};
use services::{Mode, Services};

use super::{agent, lookup::find, people::People, world::World};

/// How long it may take in all. It takes less than a second unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a failure may last: the agent tries again by itself, and what it reports first may be about
/// a try before this run.
const MENDING: Duration = Duration::from_secs(5);

/// Publishes, unless what an earlier run has published serves as it should, and waits until it is live
/// and the agent that was started `since` has connected.
///
/// # Errors
/// The agent's reason, or that it has said nothing in time.
pub(super) async fn live(
    services: &Services,
    people: &People,
    world: &World,
    since: Timestamp,
    log: &Path,
) -> Result<()> {
    let caller = &people.provider.caller;
    let publishes = &services.product_publish;
    let mut changes = services.ctx.bus.subscribe();
    let started = Instant::now();
    let mut failed_at = None;
    let mut is_asked = false;
    loop {
        let publish = publishes.get(caller, world.publish).await?;
        let is_due = match publish.status {
            Draft | Withdrawn | Failed | Degraded => true,
            Publishing | Live => world.has_moved,
            Withdrawing => false,
        };
        if is_due && !is_asked {
            is_asked = true;
            publishes.publish(caller, publish.id, None, "Published by the demo", Mode::Commit).await?;
            continue;
        }
        let give_up = match publish.status {
            Live if is_connected(services, people, world, since).await? => return Ok(()),
            Failed | Degraded => *failed_at.get_or_insert_with(Instant::now) + MENDING,
            Live | Draft | Publishing | Withdrawing | Withdrawn => {
                failed_at = None;
                started + PATIENCE
            }
        };
        // A lagging or closed bus is a reason to look, too.
        if tokio::time::timeout_at(give_up.into(), changes.recv()).await.is_err() {
            let log = log.display();
            match failed_at {
                Some(_) => bail!("the agent could not apply the publish: {}; see {log}", publish.message),
                None if publish.status == Live => bail!("the agent has not connected yet; see {log}"),
                None => bail!("the agent has not applied the publish yet; see {log}"),
            }
        }
    }
}

async fn is_connected(services: &Services, people: &People, world: &World, since: Timestamp) -> Result<bool> {
    let list = async |page: &_| services.agent.list(&people.operator.caller, world.cluster, page).await;
    let ours = |agent: &domain::agent::Agent| agent.name == agent::NAME && agent.state == AgentState::Active;
    let seen = |agent: &domain::agent::Agent| agent.last_seen_at.is_some_and(|seen| seen >= since);
    Ok(find(list, |agent| ours(agent) && seen(agent)).await?.is_some())
}
