//! An agent opens its work stream.

use std::collections::HashMap;

use domain::{
    Code, Error, Reason, Result,
    agent::AgentState,
    cluster::FoundCapabilities,
    item::{ItemKey, Phase},
};

use super::{Delivery, Session};
use crate::{Caller, Topic, desired, desired::DesiredItem, store};

/// Protocol versions this server speaks.
pub const PROTOCOL_VERSIONS: std::ops::RangeInclusive<u32> = 1..=1;

/// What an agent says when it connects.
#[derive(Debug, Clone)]
pub struct Hello {
    /// Random for each start of its process.
    pub instance: String,
    /// Name of the server's process that holds the stream.
    pub replica: String,
    /// Lowest protocol version it speaks.
    pub protocol_min: u32,
    /// Highest protocol version it speaks.
    pub protocol_max: u32,
    /// Its program's version.
    pub agent_version: String,
    /// What it found.
    pub found: FoundCapabilities,
    /// What it holds as applied.
    pub items: Vec<HeldItem>,
}

/// An item an agent holds as applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldItem {
    /// Which one.
    pub key: ItemKey,
    /// Of which generation.
    pub generation: i64,
    /// SHA-256 of its content.
    pub hash: String,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The stream's identity from now on.
    pub session: Session,
    /// Version both sides speak.
    pub protocol: u32,
    /// Rises when an operator confirms a restored database.
    pub hub_epoch: i64,
    /// Largest number among the stored reports: an agent that lost count goes on above it.
    pub report_seq: i64,
}

impl Delivery {
    /// Opens a stream: every older one of the cluster is superseded, and every item that the agent
    /// does not hold as wanted gets a command.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for an unknown or revoked agent; [`Error::Conflict`] when no
    /// protocol version is shared.
    pub async fn connect(&self, caller: &Caller, hello: &Hello) -> Result<Welcome> {
        let (agent, cluster) = caller.agent()?;
        let protocol = hello.protocol_max.min(*PROTOCOL_VERSIONS.end());
        if protocol < hello.protocol_min.max(*PROTOCOL_VERSIONS.start()) {
            let agent_speaks = format!("{} to {}", hello.protocol_min, hello.protocol_max);
            return Err(Error::conflict(Reason::new(Code::NoSharedProtocol).with("agent", agent_speaks)));
        }
        let now = self.ctx.clock.now();
        let tx = self.ctx.begin().await?;
        let epoch = store::agent_session::raise(&tx, cluster, agent, hello, protocol, now).await?;
        let counter = store::desired::lock(&tx, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        let state = store::agent::connected(&tx, agent, cluster, hello, now).await?;
        if !matches!(state, Some(AgentState::Active)) {
            return Err(Error::Unauthenticated(Code::AgentRevoked.into()));
        }
        store::cluster::found(&tx, cluster, &hello.found).await?;
        store::command::release(&tx, cluster, now).await?;
        let observed = store::observation::settled(&tx, cluster).await?;
        let report_seq = store::observation::last_report(&tx, cluster).await?;
        for item in store::desired::items(&tx, cluster).await?.values() {
            if !is_settled(item, &hello.items, &observed) {
                desired::wake(&self.ctx, &tx, cluster, item, now).await?;
            }
        }
        tx.commit().await.map_err(store::error)?;
        self.ctx.bus.publish(Topic::Fleet);
        let session = Session { cluster, agent, epoch };
        Ok(Welcome { session, protocol, hub_epoch: counter.hub_epoch, report_seq })
    }
}

/// Whether the agent holds what is wanted and the server knows that it does. A report that was lost
/// is asked for again: the agent then answers without applying anything.
fn is_settled(item: &DesiredItem, held: &[HeldItem], observed: &HashMap<ItemKey, (i64, Phase)>) -> bool {
    let Some(hash) = &item.hash else { return false };
    let holds = held.iter().any(|h| h.key == item.key && h.generation == item.generation && h.hash == *hash);
    holds
        && observed.get(&item.key).is_some_and(|(g, phase)| *g == item.generation && *phase != Phase::Failed)
}
