//! A server in this process, in a runtime of its own, so that it can die like a process. It shares
//! the tests' wake-ups.

use std::net::SocketAddr;

use server::{
    config::{Config, Variables},
    http::accept::{self, Limits},
    router::router,
    state::AppState,
};
use services::{Clock, Ctx, Db, Keys, Services, settings::Settings};
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_util::sync::CancellationToken;

use super::{scene::Scene, until};

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    settings: Settings,
    /// In seconds, for everything but streams.
    request_timeout: &'static str,
    shutdown: CancellationToken,
    runtime: Option<Runtime>,
}

impl Server {
    pub(crate) async fn start(scene: &Scene) -> Self {
        Self::start_with(scene, Settings::default()).await
    }

    pub(crate) async fn start_with(scene: &Scene, settings: Settings) -> Self {
        let address = ([127, 0, 0, 1], 0).into();
        Self::listening(scene, address, settings, "30").await
    }

    /// Waits no longer than a second for a call to be complete.
    pub(crate) async fn start_impatient(scene: &Scene) -> Self {
        Self::listening(scene, ([127, 0, 0, 1], 0).into(), Settings::default(), "1").await
    }

    async fn listening(
        scene: &Scene,
        address: SocketAddr,
        settings: Settings,
        request_timeout: &'static str,
    ) -> Self {
        let shutdown = CancellationToken::new();
        let mut server = Self { address, settings, request_timeout, shutdown, runtime: None };
        server.up(scene).await;
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Comes (back) up at the same address.
    pub(crate) async fn up(&mut self, scene: &Scene) {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let address = self.address;
        // A server that was killed just now may still hold the port for a moment.
        let listener = until("the port is free", async || std::net::TcpListener::bind(address).ok()).await;
        listener.set_nonblocking(true).unwrap();
        self.address = listener.local_addr().unwrap();
        self.shutdown = CancellationToken::new();
        let (shutdown, settings) = (self.shutdown.clone(), self.settings.clone());
        let (url, keys, bus) = (scene.database.clone(), scene.keys.clone(), scene.bus.clone());
        let timeout = self.request_timeout;
        runtime.spawn(async move {
            let config = Config::from_env(&Variables::of(&[
                ("IMP_DATABASE_URL", &url),
                ("IMP_KEYS", &keys),
                ("IMP_REQUEST_TIMEOUT_SECONDS", timeout),
            ]));
            let db = Db::connect(&url, 10).await.unwrap();
            let ctx = Ctx::new(db, Clock::system(), bus, Keys::parse(&keys).unwrap(), settings);
            let state = AppState::new(Services::new(ctx), config.unwrap(), shutdown.clone());
            let listener = TcpListener::from_std(listener).unwrap();
            accept::serve(listener, None, router(state), Limits::default(), shutdown).await;
        });
        self.runtime = Some(runtime);
    }

    /// Stops as on a signal.
    pub(crate) fn stop(&self) {
        self.shutdown.cancel();
    }

    /// Dies without a word to anybody.
    pub(crate) fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
