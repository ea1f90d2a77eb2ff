//! What the tests share: a database with use cases over it, a server on it, agents.

#[path = "../../../services/tests/support/offer.rs"]
pub(crate) mod offer;
#[path = "../../../services/tests/support/test_db.rs"]
pub(crate) mod test_db;
#[path = "../../../services/tests/support/world.rs"]
#[expect(dead_code, reason = "these tests run at the system's time")]
pub(crate) mod world;

pub(crate) mod client;
pub(crate) mod program;
pub(crate) mod scene;
pub(crate) mod server;

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

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
