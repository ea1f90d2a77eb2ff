//! The state between tasks: its disk work happens in blocking threads.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{sync::Notify, task::spawn_blocking};

use super::State;

#[derive(Debug, Clone)]
pub(crate) struct SharedState {
    /// `None` once it is closed.
    state: Arc<Mutex<Option<State>>>,
    said: Arc<Notify>,
}

/// The state is closed, or the thread that worked on it died. The agent ends; its next start reads the disk.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("work on the state folder was cut off")]
pub(crate) struct CutOff;

impl SharedState {
    pub(crate) fn new(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(Some(state))), said: Arc::default() }
    }

    /// Works on the state, in a thread that may block.
    pub(crate) async fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut State) -> R + Send + 'static,
    ) -> Result<R, CutOff> {
        let state = Arc::clone(&self.state);
        let work = move || state.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(work);
        spawn_blocking(work).await.ok().flatten().ok_or(CutOff)
    }

    /// Waits for work that is under way, lets no more happen, and gives up the lock.
    pub(crate) async fn close(&self) {
        let state = Arc::clone(&self.state);
        let close = move || drop(state.lock().unwrap_or_else(PoisonError::into_inner).take());
        if spawn_blocking(close).await.is_err() {
            tracing::error!("the state could not be closed");
        }
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
