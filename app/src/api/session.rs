//! The visitor's own browser sessions.

use domain::{page::Page, session::Session};
use leptos::prelude::*;

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A part of them, the one that asks marked.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "sessions/list")]
pub async fn list_sessions(cursor: String) -> Answer<Page<Session>> {
    let (services, caller) = server::call("")?;
    Ok(services.session.list(&caller, server::session_id(), &server::after(cursor)).await?)
}

/// Whether somebody is signed in: for a stream that was refused without saying why.
#[server(prefix = "/fn", endpoint = "sessions/check")]
pub async fn check_session() -> Answer<()> {
    let (_, caller) = server::call("")?;
    caller.user()?;
    Ok(())
}

/// Changes the visitor's password, which ends their other sessions.
#[server(prefix = "/fn", endpoint = "account/password")]
pub async fn change_password(current_password: String, password: String) -> Answer<()> {
    let (services, caller) = server::call("")?;
    services.auth.change_password(&caller, &current_password, &password, server::session_id()).await?;
    server::go("/account", Notice::PasswordChanged);
    Ok(())
}

/// Ends one.
#[server(prefix = "/fn", endpoint = "sessions/end")]
pub async fn end_session(session: String) -> Answer<()> {
    let (services, caller) = server::call("")?;
    services.session.revoke(&caller, server::id(&session, "session")?, services::Mode::Commit).await?;
    server::go("/account", Notice::SessionsEnded);
    Ok(())
}

/// Ends all but the one that asks.
#[server(prefix = "/fn", endpoint = "sessions/end-others")]
pub async fn end_other_sessions() -> Answer<()> {
    let (services, caller) = server::call("")?;
    services.session.revoke_others(&caller, server::session_id(), services::Mode::Commit).await?;
    server::go("/account", Notice::SessionsEnded);
    Ok(())
}
