//! Notes who is there: one statement for all agents of this process every few seconds, not one for
//! each heartbeat.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::id::AgentId;
use services::Services;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// Agents that were heard since the last statement.
#[derive(Debug, Clone, Default)]
pub(super) struct Beats(Arc<Mutex<HashSet<AgentId>>>);

impl Beats {
    pub(super) fn note(&self, agent: AgentId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(agent);
    }

    fn take(&self) -> Vec<AgentId> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }

    /// Stores them until the shutdown.
    pub(super) async fn store(self, services: Services, shutdown: CancellationToken) {
        let mut turns = interval(EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while shutdown.run_until_cancelled(turns.tick()).await.is_some() {
            if let Err(error) = services.agent.beat(&self.take()).await {
                tracing::warn!(%error, "heartbeats could not be stored; the next ones will be");
            }
        }
    }
}
