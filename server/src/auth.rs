//! Who a browser or a script is. Transports only authenticate; what somebody may do is the use
//! cases' to say.

mod flash;
pub(crate) mod form;
mod login;
mod setup;
mod store;
pub(crate) mod visitor;

use axum::{Router, routing::post};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite, cookie::time::Duration};

use crate::state::AppState;
use store::Store;

/// Where the sign-in forms are posted to: full page loads, the same with and without scripts.
pub const FORMS: &[&str] = &["/auth/login", "/auth/logout", "/auth/setup"];

pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/login", post(login::login))
        .route("/auth/logout", post(login::logout))
        .route("/auth/setup", post(setup::setup))
}

/// The session cookie. Under https it is bound to this host (`__Host-`) and never sent in clear.
pub(crate) fn session_layer(state: &AppState) -> SessionManagerLayer<Store> {
    let https = state.config.web.is_https();
    // The server decides when a session ends; the browser only has to keep the cookie that long.
    let keep = state.services.ctx.settings.session_absolute.num_seconds();
    SessionManagerLayer::new(Store::new(state.services.session.clone()))
        .with_name(if https { "__Host-imp" } else { "imp" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::seconds(keep)))
}
