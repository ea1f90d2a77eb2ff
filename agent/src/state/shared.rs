//! The state between tasks: its disk work happens in blocking threads.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{sync::Notify, task::spawn_blocking};

use super::State;

#[derive(Debug, Clone)]
pub(crate) struct SharedState {
    state: Arc<Mutex<State>>,
    said: Arc<Notify>,
}

/// The thread that worked on the state died; the agent ends, and its next start reads the disk.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("work on the state folder was cut off")]
pub(crate) struct CutOff;

impl SharedState {
    pub(crate) fn new(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)), said: Arc::default() }
    }

    /// Works on the state, in a thread that may block.
    pub(crate) async fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut State) -> R + Send + 'static,
    ) -> Result<R, CutOff> {
        let state = Arc::clone(&self.state);
        let work = move || work(&mut state.lock().unwrap_or_else(PoisonError::into_inner));
        spawn_blocking(work).await.map_err(|_| CutOff)
    }

    /// There is something to send.
    pub(crate) fn announce(&self) {
        self.said.notify_one();
    }

    /// Waits until there is something to send. One listener at a time.
    pub(crate) async fn announced(&self) {
        self.said.notified().await;
    }
}
