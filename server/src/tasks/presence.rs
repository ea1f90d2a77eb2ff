//! Tells pages when an agent falls silent: presence is derived from the time that has passed, which no
//! event announces.

use std::time::Duration;

use services::Services;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

pub(super) async fn run(services: Services, shutdown: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut since = services.ctx.clock.now();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = ticks.tick() => {}
        }
        match services.agent.watch(since).await {
            Ok(seen) => since = seen,
            // The store has logged the cause; the next look covers this one's time too.
            Err(_) => tracing::debug!("the look at agents' presence has failed and is tried again"),
        }
    }
}
