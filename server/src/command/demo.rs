//! `imp-gateway demo`: the server with the [demo](crate::demo) beside it.

use anyhow::{Context as _, Result};

use super::{lock::lock, schema, serve::Server};
use crate::{config::Config, demo::Demo};

/// Serves until a signal; the demo's agent is stopped first.
pub(super) async fn run(mut config: Config) -> Result<()> {
    // The demo publishes this server's own API, and this machine is where its backend is.
    config.settings.allow_internal_backends = true;
    let folder = config.database.folder().context("IMP_DATABASE_URL: the demo lives in SQLite")?;
    // A demo's database is nobody's record: one that a killed start or an older build has left behind goes on.
    schema::make_folder(&config.database)?;
    let alone = lock(&config.database)?;
    migration::up(&config.database.url, None).await.context("cannot bring the schema up")?;
    drop(alone);
    let server = Server::open(config).await?;
    let services = server.state.services.clone();
    let shutdown = server.state.shutdown.clone();
    let serving = tokio::spawn(server.serve());
    let ended = tokio::select! {
        opened = Demo::open(&services, &folder) => match opened {
            Ok(mut demo) => {
                let ended = tokio::select! {
                    ended = demo.watch() => ended,
                    () = shutdown.cancelled() => Ok(()),
                };
                demo.close().await;
                ended
            }
            Err(error) => Err(error),
        },
        () = shutdown.cancelled() => Ok(()),
    };
    shutdown.cancel();
    serving.await??;
    ended
}
