//! Between desired state and an agent: connecting, claiming wake-ups, acknowledging, fetching and
//! reporting. The truth is desired state; a command only wakes the agent up.
//!
//! Locks are always taken in this order: `agent_session`, `cluster_desired`, `product_publish`,
//! then the rest.

mod claim;
mod connect;
mod fetch;
mod order;
mod outcome;
mod report;
mod standing;

pub use claim::{Claimed, WakeUp};
pub use connect::{HeldItem, Hello, PROTOCOL_VERSIONS, Welcome};
use domain::{
    Code, Error, Result,
    agent::AgentState,
    id::{AgentId, ClusterId},
};
pub use fetch::Spec;
pub(crate) use outcome::{Outcome, outcome};
pub use report::Report;

use crate::{Caller, Ctx, Topic, Tx, store};

/// Use cases of agents' work streams.
#[derive(Debug, Clone)]
pub struct Delivery {
    ctx: Ctx,
}

/// One work stream. A later stream of the same agent supersedes it: from then on everything it
/// tries ends in [`Error::Conflict`], and it is to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Whose work.
    pub cluster: ClusterId,
    /// Who does it.
    pub agent: AgentId,
    /// Rises with every stream of the cluster.
    pub epoch: i64,
}

impl Delivery {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// Begins a transaction of a stream: its session row is locked and still its own, and its agent
    /// was not revoked.
    async fn begin(&self, caller: &Caller, session: Session) -> Result<Tx> {
        let (agent, cluster) = caller.agent()?;
        if (agent, cluster) != (session.agent, session.cluster) {
            return Err(Error::Unauthenticated(Code::Unauthenticated.into()));
        }
        let tx = self.ctx.begin().await?;
        let stored = store::agent_session::lock_shared(&tx, cluster).await?;
        let identity = store::agent::identity(&tx, agent).await?;
        if identity.is_none_or(|row| row.state == AgentState::Revoked) {
            return Err(Error::Unauthenticated(Code::AgentRevoked.into()));
        }
        if stored == Some(session) { Ok(tx) } else { Err(Error::conflict(Code::StreamSuperseded)) }
    }

    /// A stream has ended. Says nothing about what the agent goes on doing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn disconnect(&self, session: Session) -> Result<()> {
        let tx = self.ctx.begin().await?;
        store::agent_session::ended(&tx, session, self.ctx.clock.now()).await?;
        tx.commit().await.map_err(store::error)?;
        self.ctx.bus.publish(Topic::Fleet);
        Ok(())
    }
}
