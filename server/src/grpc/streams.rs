//! The work streams of this process: one flag each, raised when something about its cluster changed.
//! A flag that is raised twice is raised once, so nothing queues.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::id::ClusterId;
use services::{Bus, Topic};
use tokio::sync::{broadcast::error::RecvError, watch};
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, Default)]
pub(super) struct Streams(Arc<Mutex<HashMap<ClusterId, Stream>>>);

#[derive(Debug)]
struct Stream {
    epoch: i64,
    flag: watch::Sender<()>,
}

impl Streams {
    /// Opens a cluster's stream. An older one of this process hears that it is superseded: its flag
    /// is gone. `None` when a newer one is open already.
    pub(super) fn open(&self, cluster: ClusterId, epoch: i64) -> Option<watch::Receiver<()>> {
        let mut streams = self.lock();
        if streams.get(&cluster).is_some_and(|open| open.epoch > epoch) {
            return None;
        }
        let (flag, raised) = watch::channel(());
        streams.insert(cluster, Stream { epoch, flag });
        Some(raised)
    }

    pub(super) fn close(&self, cluster: ClusterId, epoch: i64) {
        let mut streams = self.lock();
        if streams.get(&cluster).is_some_and(|open| open.epoch == epoch) {
            streams.remove(&cluster);
        }
    }

    /// Raises flags until the shutdown.
    pub(super) async fn listen(self, bus: Bus, shutdown: CancellationToken) {
        let mut topics = bus.subscribe();
        while let Some(topic) = shutdown.run_until_cancelled(topics.recv()).await {
            match topic {
                Ok(Topic::Cluster(cluster) | Topic::Agents(cluster)) => self.raise(cluster),
                Ok(Topic::Publish(..) | Topic::Fleet) => {}
                Err(RecvError::Lagged(_)) => self.raise_all(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn raise(&self, cluster: ClusterId) {
        if let Some(stream) = self.lock().get(&cluster) {
            stream.flag.send_replace(());
        }
    }

    fn raise_all(&self) {
        for stream in self.lock().values() {
            stream.flag.send_replace(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ClusterId, Stream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::id::TypedId as _;

    use super::*;

    fn cluster() -> ClusterId {
        ClusterId::from_uuid(uuid::Uuid::from_u128(1))
    }

    #[tokio::test]
    async fn a_newer_stream_takes_over_and_an_older_one_does_not() {
        let streams = Streams::default();
        let mut first = streams.open(cluster(), 1).unwrap();
        let mut third = streams.open(cluster(), 3).unwrap();
        assert!(first.changed().await.is_err(), "superseded");
        assert!(streams.open(cluster(), 2).is_none());
        streams.close(cluster(), 1);
        streams.raise(cluster());
        assert!(third.changed().await.is_ok());
        streams.close(cluster(), 3);
        assert!(third.changed().await.is_err());
    }

    #[tokio::test]
    async fn flags_rise_with_their_topics() {
        let (streams, bus, shutdown) = (Streams::default(), Bus::new(), CancellationToken::new());
        let mut raised = streams.open(cluster(), 1).unwrap();
        let mut listening = std::pin::pin!(streams.clone().listen(bus.clone(), shutdown.clone()));
        // Polled once, so that it has subscribed.
        assert!(futures::poll!(&mut listening).is_pending());
        bus.publish(Topic::Fleet);
        assert!(futures::poll!(&mut listening).is_pending());
        assert!(!raised.has_changed().unwrap());
        for topic in [Topic::Cluster(cluster()), Topic::Agents(cluster())] {
            bus.publish(topic);
            assert!(futures::poll!(&mut listening).is_pending());
            raised.changed().await.unwrap();
        }
        shutdown.cancel();
        listening.await;
    }
}
