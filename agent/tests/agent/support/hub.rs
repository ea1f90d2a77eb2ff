//! The tests' server: a runtime of its own on a real socket, so that it can die like a process.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use proto::v1::{DeployResult, ItemKind, Phase, agent_service_server::AgentServiceServer};
use tokio::{net::TcpListener, runtime::Runtime, sync::watch, time::timeout};
use tonic::transport::{Server, ServerTlsConfig, server::TcpIncoming};

use super::{
    PATIENCE, World,
    service::{Change, Service},
    until,
    world::{self, Seen, Spec},
};

/// The world, shared between the tests and the server.
#[derive(Clone)]
pub(crate) struct Shared {
    world: Arc<Mutex<World>>,
    changed: Arc<watch::Sender<()>>,
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn change(&self) -> Change<'_> {
        Change { world: self.lock(), changed: &self.changed }
    }
}

pub(crate) struct Hub {
    shared: Shared,
    address: SocketAddr,
    tls: Option<ServerTlsConfig>,
    runtime: Option<Runtime>,
}

impl Hub {
    /// A server that is up.
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    pub(crate) async fn start_with(tls: Option<ServerTlsConfig>) -> Self {
        let world = World::default();
        let shared = Shared { world: Arc::new(Mutex::new(world)), changed: Arc::new(watch::Sender::new(())) };
        let mut hub = Self { shared, address: ([127, 0, 0, 1], 0).into(), tls, runtime: None };
        hub.up().await;
        hub
    }

    pub(crate) fn url(&self) -> String {
        format!("http{}://{}", if self.tls.is_some() { "s" } else { "" }, self.address)
    }

    pub(crate) fn token(&self) -> &'static str {
        world::TOKEN
    }

    /// Dies without a word to anybody.
    pub(crate) fn down(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        self.shared.change().session = None;
    }

    /// Comes (back) up at the same address.
    pub(crate) async fn up(&mut self) {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let address = self.address;
        // A server that was killed just now may still hold the port for a moment.
        let listener = until("the port is free", || std::net::TcpListener::bind(address).ok()).await;
        listener.set_nonblocking(true).unwrap();
        self.address = listener.local_addr().unwrap();
        let service = AgentServiceServer::new(Service(self.shared.clone()));
        let mut server = Server::builder();
        if let Some(tls) = self.tls.clone() {
            server = server.tls_config(tls).unwrap();
        }
        runtime.spawn(async move {
            let incoming =
                TcpIncoming::from(TcpListener::from_std(listener).unwrap()).with_nodelay(Some(true));
            server.add_service(service).serve_with_incoming(incoming).await.unwrap();
        });
        self.runtime = Some(runtime);
    }

    pub(crate) fn world(&self) -> Change<'_> {
        self.shared.change()
    }

    /// Waits until the world shows something.
    pub(crate) async fn wait<R>(&self, what: &str, look: impl Fn(&World) -> Option<R>) -> R {
        let mut changes = self.shared.changed.subscribe();
        let found = timeout(PATIENCE, async {
            loop {
                if let Some(found) = look(&self.shared.lock()) {
                    return found;
                }
                changes.changed().await.unwrap();
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => {
                let seen = &self.shared.lock().seen;
                panic!("waited in vain: {what}; last seen: {:#?}", &seen[seen.len().saturating_sub(20)..])
            }
        }
    }

    /// Waits until an agent's stream is up; answers with how many there were.
    pub(crate) async fn connected(&self, more_than: usize) -> usize {
        self.wait("an agent connects", |world| {
            let connects = world.connects().count();
            let open = world.session.as_ref().is_some_and(|session| !session.is_closed());
            (connects > more_than && open).then_some(connects)
        })
        .await
    }

    /// How many streams there were.
    pub(crate) fn connects(&self) -> usize {
        self.shared.lock().connects().count()
    }

    /// Wishes an item and tells the agent, which is connected.
    pub(crate) fn deploy(
        &self,
        kind: ItemKind,
        subject: &str,
        generation: u64,
        bytes: Option<Vec<u8>>,
    ) -> String {
        self.wish(kind, subject, generation, bytes);
        self.world().command(kind, subject, generation)
    }

    /// Wishes an item without telling anybody.
    pub(crate) fn wish(&self, kind: ItemKind, subject: &str, generation: u64, bytes: Option<Vec<u8>>) {
        let spec = Spec { epoch: 1, generation, bytes };
        self.world().items.insert((kind, subject.to_owned()), spec);
    }

    /// Waits for a result about an item in a phase at a generation.
    pub(crate) async fn result(&self, subject: &str, generation: u64, phase: Phase) -> DeployResult {
        self.wait(&format!("{subject} is {phase:?} at {generation}"), |world| {
            let is = |result: &&DeployResult| {
                result.key.as_ref().is_some_and(|key| key.subject == subject)
                    && result.generation == generation
                    && result.phase() == phase
            };
            world.results().find(is).cloned()
        })
        .await
    }

    /// Waits until a command is answered.
    pub(crate) async fn answer(&self, command: &str) -> DeployResult {
        self.wait(&format!("an answer to {command}"), |world| {
            world.results().find(|result| result.command == command).cloned()
        })
        .await
    }

    /// Waits until something was seen more often than before.
    pub(crate) async fn seen_more(&self, than: usize, is: fn(&Seen) -> bool) -> usize {
        self.wait("more of it", |world| {
            let count = world.count(is);
            (count > than).then_some(count)
        })
        .await
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.down();
    }
}
