//! Waiting for what another process or task does.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Longer than anything in the tests takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Looks again and again until a condition holds.
pub(crate) async fn until<R>(what: &str, mut look: impl AsyncFnMut() -> Option<R>) -> R {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        sleep(Duration::from_millis(2)).await;
    }
}
