//! The visitor's own access tokens.

use domain::{access_token::AccessToken, page::Page};
use leptos::prelude::*;

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// What the secret of a new token is left for.
pub const ACCESS_TOKEN: &str = "access_token";

/// A part of them, without secrets.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "access-tokens/list")]
pub async fn list_access_tokens(cursor: String) -> Answer<Page<AccessToken>> {
    let (services, caller) = server::call("")?;
    Ok(services.access_token.list(&caller, &server::after(cursor)).await?)
}

/// Makes one and shows it once. `days` until it expires; empty for never.
#[server(prefix = "/fn", endpoint = "access-tokens/create")]
pub async fn create_access_token(
    name: String,
    #[server(default)] scopes: Vec<String>,
    tenant: String,
    days: String,
) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let mut check = domain::draft::Check::new();
    let days = check.optional_number("days", &days, 1, 3650);
    check.finish(|| Some(()))?;
    let expires_at = days.map(|days| server::now() + chrono::TimeDelta::days(days));
    let tenant = Some(tenant).filter(|t| !t.is_empty());
    let spec = domain::access_token::AccessTokenSpec { name, tenant, scopes, expires_at };
    let new = services.access_token.create(&caller, spec, services::Mode::Commit).await?;
    if let Some(secret) = new.secret {
        server::leave_secret(ACCESS_TOKEN, secret);
    }
    server::go("/account", Notice::Created);
    Ok(())
}

/// Makes one useless, once its name was typed: scripts that use it fail from then on.
#[server(prefix = "/fn", endpoint = "access-tokens/revoke")]
pub async fn revoke_access_token(access_token: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let id = server::id(&access_token, "access token")?;
    let found = services.access_token.get(&caller, id).await?;
    server::confirmed(&confirm, &found.spec.name)?;
    services.access_token.revoke(&caller, id, services::Mode::Commit).await?;
    server::go("/account", Notice::Revoked);
    Ok(())
}
