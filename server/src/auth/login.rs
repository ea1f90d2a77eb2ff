//! Signing in and out.

use app::flash::{FlashJar, Notice};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{Error, Result, draft::Check, name::Email};
use services::{Caller, SignedIn};
use tower_sessions::Session;

use super::{
    form::{on_this_site, send_back, value},
    store::key,
    visitor::broken,
};
use crate::{
    api::problem::Problem,
    http::{client_addr::ClientAddr, limits::whole, request_id},
    state::AppState,
};

/// `POST /auth/login`: `email`, `password`, `next`.
pub(super) async fn login(
    State(state): State<AppState>,
    Extension(jar): Extension<FlashJar>,
    Extension(from): Extension<ClientAddr>,
    session: Session,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = whole(&parts, body).await?;
    let next = on_this_site(Some(&value(&body, "next")));
    match check(&state, &body, from).await {
        Ok(signed) => {
            let user = signed.user;
            sign_in(&session, signed, from, &parts.headers).await?;
            jar.signed_in(user);
            Ok(Redirect::to(&next).into_response())
        }
        Err(error) => {
            let query: String =
                url::form_urlencoded::Serializer::new(String::new()).append_pair("next", &next).finish();
            let to = if next == "/" { "/login".to_owned() } else { format!("/login?{query}") };
            Ok(send_back(&jar, "/auth/login", &body, error, &to))
        }
    }
}

async fn check(state: &AppState, body: &[u8], from: ClientAddr) -> Result<SignedIn> {
    let (email, password) = (value(body, "email"), value(body, "password"));
    let mut check = Check::new();
    check.parse::<Email>("email", &email);
    check.ensure(!password.is_empty(), "password", domain::Code::Required);
    check.finish(|| Some(()))?;
    let caller = Caller::anonymous(request_id::current());
    state.services.auth.login(&caller, &email, &password, from.0).await
}

/// Begins a session under a new id, so that one known before signing in is worth nothing after.
pub(super) async fn sign_in(
    session: &Session,
    signed: SignedIn,
    from: ClientAddr,
    headers: &HeaderMap,
) -> Result<(), Error> {
    session.clear().await;
    session.cycle_id().await.map_err(broken)?;
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    session.insert(key::PROOF, signed.proof).await.map_err(broken)?;
    session.insert(key::USER, signed.user).await.map_err(broken)?;
    session.insert(key::ADDRESS, from.0.to_string()).await.map_err(broken)?;
    session.insert(key::AGENT, agent).await.map_err(broken)
}

/// `POST /auth/logout`.
pub(super) async fn logout(
    Extension(jar): Extension<FlashJar>,
    session: Session,
) -> Result<Redirect, Problem> {
    session.clear().await;
    session.cycle_id().await.map_err(broken)?;
    jar.notice(Notice::SignedOut);
    Ok(Redirect::to("/login"))
}
