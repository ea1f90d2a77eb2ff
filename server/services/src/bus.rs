//! Wake-ups after a commit. A topic says where to look, never what happened: whoever listens reads
//! the database, so a lost or doubled wake-up costs time and nothing else.

use domain::id::{ClusterId, ProductPublishId, TenantId};
use tokio::sync::broadcast;

/// Where something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Desired state or commands of a cluster: its agent's stream looks.
    Cluster(ClusterId),
    /// A publish and what is observed of it.
    Publish(TenantId, ProductPublishId),
    /// Clusters, agents and their presence.
    Fleet,
    /// An agent was revoked: its streams look whether they may go on.
    Agents(ClusterId),
}

/// Publishes topics to every listener of this process.
#[derive(Debug, Clone)]
pub struct Bus {
    sender: broadcast::Sender<Topic>,
}

impl Bus {
    /// Topics a slow listener may be behind before it is told that it missed some.
    const CAPACITY: usize = 4096;

    /// A bus nobody listens to yet.
    pub fn new() -> Self {
        Self { sender: broadcast::Sender::new(Self::CAPACITY) }
    }

    /// Wakes the listeners. Call it after the commit, never before.
    pub fn publish(&self, topic: Topic) {
        // An error means that nobody listens, which is fine.
        let _ = self.sender.send(topic);
    }

    /// Listens from now on. `RecvError::Lagged` means: everything may have changed.
    pub fn subscribe(&self) -> broadcast::Receiver<Topic> {
        self.sender.subscribe()
    }
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}
