//! An agent opens its work stream.

use domain::{
    Code, Error, Reason, Result, Timestamp,
    agent::AgentState,
    cluster::FoundCapabilities,
    command::CommandEvent,
    id::{AgentId, ClusterId},
    item::{ItemKey, Observation, Phase},
};

use super::{
    Delivery, Session,
    standing::{Comparison, Standing, compare},
};
use crate::{
    Caller, Topic, Tx,
    desired::{self, ClusterDesired},
    store,
};

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
    /// Database history of the newest wish it has taken in; 0 without one.
    pub hub_epoch: i64,
    /// Generation of the newest wish it has taken in; 0 without one.
    pub generation: i64,
    /// What it holds as applied.
    pub items: Vec<HeldItem>,
}

/// An item an agent holds as applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldItem {
    /// Which one.
    pub key: ItemKey,
    /// Database history that the generation belongs to.
    pub hub_epoch: i64,
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
    /// Opens a stream: every older one of the same agent is superseded, and every item that the agent
    /// does not hold as wanted gets a command. A retired cluster's agent connects like any other: what
    /// is withdrawn there has to be removed.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for an unknown or revoked agent; [`Error::Conflict`] when no
    /// protocol version is shared, or while another agent of the cluster is online. Such a refusal is
    /// noted with the agent.
    pub async fn connect(&self, caller: &Caller, hello: &Hello) -> Result<Welcome> {
        let (agent, cluster) = caller.agent()?;
        let now = self.ctx.clock.now();
        let refused = match shared_protocol(hello) {
            Ok(protocol) => {
                let tx = self.ctx.begin().await?;
                match self.open(&tx, (agent, cluster), hello, protocol, now).await {
                    Ok(welcome) => {
                        tx.commit().await.map_err(store::error)?;
                        self.ctx.bus.publish(Topic::Fleet);
                        return Ok(welcome);
                    }
                    Err(refused) => {
                        tx.rollback().await.map_err(store::error)?;
                        refused
                    }
                }
            }
            Err(refused) => refused,
        };
        if let Error::Conflict(reason) = &refused {
            let tx = self.ctx.begin().await?;
            let news = store::agent::refused(&tx, agent, cluster, hello, reason, now).await?;
            tx.commit().await.map_err(store::error)?;
            if news {
                self.ctx.bus.publish(Topic::Fleet);
            }
        }
        Err(refused)
    }

    async fn open(
        &self,
        tx: &Tx,
        (agent, cluster): (AgentId, ClusterId),
        hello: &Hello,
        protocol: u32,
        now: Timestamp,
    ) -> Result<Welcome> {
        let epoch = store::agent_session::raise(tx, cluster, agent, hello, protocol, now).await?;
        let counter = store::desired::lock(tx, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        let beat = self.ctx.settings.heartbeat_interval;
        // Two that serve one cluster would take the stream from each other for ever, and what one has
        // applied the other would not remove.
        if let Some(other) = store::agent::other_online(tx, cluster, agent, now, beat).await? {
            return Err(Error::conflict(Reason::new(Code::OtherAgentOnline).with("agent", other)));
        }
        let items = store::desired::items(tx, cluster).await?;
        let compared = compare(&counter, hello, &items);
        let state = store::agent::connected(tx, agent, cluster, hello, compared.notice.as_ref(), now).await?;
        if !matches!(state, Some(AgentState::Active)) {
            return Err(Error::Unauthenticated(Code::AgentRevoked.into()));
        }
        store::cluster::found(tx, cluster, &hello.found).await?;
        let report_seq = store::observation::last_report(tx, cluster).await?;
        let stock = Stock { tx, cluster, now, report_seq };
        let hub_epoch = self.take_stock(&stock, &counter, hello, compared).await?;
        let session = Session { cluster, agent, epoch };
        Ok(Welcome { session, protocol, hub_epoch, report_seq })
    }

    /// Brings what is known of the items in line with what the agent holds, and wakes it for what
    /// differs. Answers with the epoch that counts from now on.
    async fn take_stock(
        &self,
        stock: &Stock<'_>,
        counter: &ClusterDesired,
        hello: &Hello,
        compared: Comparison<'_>,
    ) -> Result<i64> {
        let Stock { tx, cluster, now, .. } = *stock;
        store::command::release(tx, cluster, now).await?;
        let seen = store::observation::seen(tx, cluster).await?;
        if let Some(notice) = &compared.notice {
            tracing::warn!(
                %cluster,
                agent_epoch = hello.hub_epoch,
                agent_generation = hello.generation,
                epoch = counter.hub_epoch,
                generation = counter.generation,
                notice = notice.message(),
                "an agent holds what this database does not know"
            );
        }
        let mut renumbered = Vec::new();
        for (item, standing) in compared.standings {
            let seen = seen.get(&item.key);
            let settled = seen.is_some_and(|seen| seen.settles(item));
            match standing {
                Standing::Held if settled => {}
                Standing::Held | Standing::Behind => {
                    // What it does not hold guards nothing, whatever another agent or an earlier
                    // folder once reported.
                    if settled {
                        store::observation::forget(tx, cluster, &item.key).await?;
                    }
                    // What was refused for good would be refused again: only a new wish, or somebody
                    // who asks, helps.
                    if !seen.is_some_and(|seen| seen.refuses(item)) {
                        desired::wake(&self.ctx, tx, cluster, item, now).await?;
                    }
                }
                Standing::Renumber => renumbered.push(item),
                Standing::Ahead => stock.leave(&item.key, hello).await?,
            }
        }
        let Some(at) = compared.continue_at else { return Ok(counter.hub_epoch) };
        desired::renumber(&self.ctx, tx, counter, at, &renumbered).await?;
        Ok(at.0)
    }
}

/// What taking stock of a cluster's items works with.
#[derive(Clone, Copy)]
struct Stock<'a> {
    tx: &'a Tx,
    cluster: ClusterId,
    now: Timestamp,
    report_seq: i64,
}

impl Stock<'_> {
    /// The agent holds the item in a version that this database does not know, and does not let go of
    /// it before somebody publishes or withdraws anew. Until then nobody asks.
    async fn leave(&self, key: &ItemKey, hello: &Hello) -> Result<()> {
        let Some(held) = hello.items.iter().find(|held| held.key == *key) else { return Ok(()) };
        store::command::end(self.tx, self.cluster, key, CommandEvent::Refuse, self.now).await?;
        let message = format!(
            "the agent holds generation {}, which the database does not know: publish or withdraw again",
            held.generation
        );
        let observation = Observation {
            key: key.clone(),
            generation: held.generation,
            hash: held.hash.clone(),
            phase: Phase::Degraded,
            message,
            resources: vec![],
            reported_at: self.now,
        };
        store::observation::put(self.tx, self.cluster, &observation, false, self.report_seq).await
    }
}

/// The highest version that both sides know.
fn shared_protocol(hello: &Hello) -> Result<u32> {
    let protocol = hello.protocol_max.min(*PROTOCOL_VERSIONS.end());
    if protocol < hello.protocol_min.max(*PROTOCOL_VERSIONS.start()) {
        let agent_speaks = format!("{} to {}", hello.protocol_min, hello.protocol_max);
        return Err(Error::conflict(Reason::new(Code::NoSharedProtocol).with("agent", agent_speaks)));
    }
    Ok(protocol)
}
