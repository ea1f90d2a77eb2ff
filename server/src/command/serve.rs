//! `imp-gateway serve`.

use std::fs::File;

use anyhow::{Context as _, Result, bail};
use services::{Bus, Clock, Ctx, Db, Services};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::{lock::lock, schema};
use crate::{
    config::{self, Config},
    http::{
        accept::{self, Limits},
        tls,
    },
    router::router,
    state::AppState,
    tasks, telemetry,
};

/// Serves until a signal, then ends streams and drains connections.
pub(super) async fn run(config: Config) -> Result<()> {
    let server = Server::open(config).await?;
    if let Some(link) = server.state.services.auth.setup_link().await? {
        // For whoever started it: on standard output, so that no log keeps it.
        println!("Open {link} to create the first operator. The link works once.");
    }
    server.serve().await
}

/// A server that has everything it needs and answers nobody yet.
pub(super) struct Server {
    pub(super) state: AppState,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    _lock: Option<File>,
}

impl Server {
    /// Finds whatever is wrong with the configuration or the machine.
    pub(super) async fn open(config: Config) -> Result<Self> {
        telemetry::start(&config.log);
        let clock = Clock::system();
        let lock = lock(&config.database)?;
        let listener = listen(&config).await?;
        let tls = config.web.tls.as_ref().map(tls::acceptor).transpose()?;
        schema::check(&config.database).await?;
        let db = Db::connect(&config.database.url, config.database.connections)
            .await
            .context("IMP_DATABASE_URL: cannot connect")?;
        let keys = config::keys(&config.keys, &config.database, &clock)?;
        let ctx = Ctx::new(db, clock, Bus::new(), keys, config.settings.clone());
        let services = Services::new(ctx);
        let missing = services.maintenance.missing_keys().await?;
        if !missing.is_empty() {
            bail!("IMP_KEYS: the database holds secrets sealed with {}; add that key", missing.join(", "));
        }
        let state = AppState::new(services, config, CancellationToken::new());
        Ok(Self { state, listener, tls, _lock: lock })
    }

    /// Until the shutdown token is cancelled, by a signal or by somebody else.
    pub(super) async fn serve(self) -> Result<()> {
        let shutdown = self.state.shutdown.clone();
        stop_on_signal(shutdown.clone())?;
        tasks::start(&self.state.services, &shutdown);
        let public_url = &self.state.config.web.public_url;
        tracing::info!(addr = %self.listener.local_addr()?, %public_url, "serving");
        accept::serve(self.listener, self.tls, router(self.state), Limits::default(), shutdown).await;
        tracing::info!("stopped");
        Ok(())
    }
}

async fn listen(config: &Config) -> Result<TcpListener> {
    let addr = config.web.addr;
    TcpListener::bind(addr)
        .await
        .with_context(|| format!("IMP_ADDR: cannot listen on {addr}; is another server running there?"))
}

fn stop_on_signal(shutdown: CancellationToken) -> Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        shutdown.cancel();
    });
    Ok(())
}
