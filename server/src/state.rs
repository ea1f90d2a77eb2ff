//! What every handler can reach.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use services::Services;
use tokio_util::sync::CancellationToken;

use crate::config::Config;

/// Shared by every handler; cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// How the server was configured.
    pub config: Arc<Config>,
    /// Where the browser part is.
    pub leptos: LeptosOptions,
    /// Cancelled when the server stops: ends streams that would not end by themselves.
    pub shutdown: CancellationToken,
}

impl AppState {
    /// Ties the parts together.
    pub fn new(services: Services, config: Config, shutdown: CancellationToken) -> Self {
        let leptos = leptos_options(&config);
        Self { services, config: Arc::new(config), leptos, shutdown }
    }

    /// Whether the database answers and has this build's schema.
    pub(crate) async fn is_ready(&self) -> bool {
        self.services.ctx.db.is_current().await
    }
}

/// The names of the browser part's files; hashed when the build has left its list of hashes.
fn leptos_options(config: &Config) -> LeptosOptions {
    let root = &config.web.site_root;
    let hashes = std::path::absolute(root.join("hash.txt")).unwrap_or_else(|_| root.join("hash.txt"));
    LeptosOptions::builder()
        .output_name("imp-gateway")
        .site_root(root.display().to_string())
        .site_pkg_dir("pkg")
        .site_addr(config.web.addr)
        .hash_files(hashes.exists())
        .hash_file(hashes.display().to_string().into())
        .build()
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
