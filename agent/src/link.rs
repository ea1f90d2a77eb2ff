//! Keeps a work stream to the server: connects, and connects again, patiently.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Notify,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{
    backoff::{Backoff, around},
    hub::describe,
    session::{Ended, Session},
};

/// Holds streams one after the other until told to stop. `wake` cuts a wait short.
pub(crate) async fn run(session: Session, wake: Arc<Notify>, stop: CancellationToken) {
    let timing = session.timing.clone();
    let mut backoff = Backoff::new(timing.retry_base, timing.reconnect_max);
    while !stop.is_cancelled() {
        let mut connected = None;
        let ended = session.hold(&stop, &mut connected).await;
        if connected.is_some_and(|since: Instant| since.elapsed() >= timing.steady) {
            backoff.reset();
        }
        let wait = match &ended {
            Ended::Stopped | Ended::CutOff => return,
            Ended::Drained(after) => *after + backoff.next(),
            Ended::Revoked(_) | Ended::Unfit(_) | Ended::Refused(_) => around(timing.refused, 20),
            Ended::Closed | Ended::Failed(_) => backoff.next(),
        };
        log(&ended, wait);
        tokio::select! {
            () = sleep(wait) => {}
            () = wake.notified() => backoff.reset(),
            () = stop.cancelled() => return,
        }
    }
}

fn log(ended: &Ended, wait: Duration) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    match ended {
        Ended::Stopped | Ended::CutOff => {}
        Ended::Closed => tracing::warn!(wait_ms, "the server closed the stream: connecting again"),
        Ended::Drained(_) => tracing::info!(wait_ms, "the server goes away on purpose: connecting again"),
        Ended::Revoked(reason) => tracing::error!(
            reason,
            wait_ms,
            "this agent was revoked: what it applied stays as it is; register a new agent to go on"
        ),
        Ended::Unfit(reason) => tracing::error!(
            reason,
            wait_ms,
            "the server cannot be worked with: check --server, or upgrade the older of both"
        ),
        Ended::Refused(status) => tracing::error!(
            error = describe(status),
            wait_ms,
            "the server refuses this agent: what it applied stays as it is; a person has to look"
        ),
        Ended::Failed(status) => {
            tracing::warn!(error = describe(status), wait_ms, "the stream broke: connecting again");
        }
    }
}
