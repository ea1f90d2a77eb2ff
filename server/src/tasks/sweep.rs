//! Removes what has ended, at the start and every hour.

use std::time::Duration;

use services::Services;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(3600);

pub(super) async fn run(services: Services, shutdown: CancellationToken) {
    let mut hours = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = hours.tick() => {}
        }
        // The store has logged the cause; the next hour tries again.
        if services.maintenance.sweep().await.is_err() {
            tracing::warn!("a sweep has failed and is tried again in an hour");
        }
    }
}
