//! Bounds and lifetimes of the use cases.

use chrono::TimeDelta;
use services::settings::Settings;

use super::{InvalidVariable, Variables, Web};

/// - `IMP_PAGE_DEFAULT` (50) and `IMP_PAGE_MAX` (200): items of a list.
/// - `IMP_SESSION_IDLE_MINUTES` (720) and `IMP_SESSION_HOURS` (168): how long a browser session lasts
///   without a request and in all.
/// - `IMP_REGISTRATION_TOKEN_MINUTES` (60): how long a registration token can be used.
/// - `IMP_AGENT_TOKEN_MINUTES` (10): how long an agent's token lasts.
/// - `IMP_HEARTBEAT_SECONDS` (20): time between an agent's heartbeats.
/// - `IMP_ACK_SECONDS` (10): time in which an agent acknowledges a command.
/// - `IMP_ALLOW_INTERNAL_BACKENDS` (false): whether backends may be loopback, link-local, metadata or
///   cluster-API addresses.
pub(super) fn from_env(variables: &Variables, web: &Web) -> Result<Settings, InvalidVariable> {
    let page_max = variables.number("IMP_PAGE_MAX", 200, 1, 1000)?;
    let minutes =
        |name, default, max| variables.number(name, default, 1, max).map(|n| TimeDelta::minutes(n.into()));
    let seconds =
        |name, default, max| variables.number(name, default, 1, max).map(|n| TimeDelta::seconds(n.into()));
    Ok(Settings {
        page_default: variables.number("IMP_PAGE_DEFAULT", 50.min(page_max), 1, page_max)?,
        page_max,
        session_idle: minutes("IMP_SESSION_IDLE_MINUTES", 720, 60 * 24 * 30)?,
        session_absolute: TimeDelta::hours(variables.number("IMP_SESSION_HOURS", 168, 1, 24 * 90)?.into()),
        registration_token_lifetime: minutes("IMP_REGISTRATION_TOKEN_MINUTES", 60, 60 * 24 * 7)?,
        agent_token_lifetime: minutes("IMP_AGENT_TOKEN_MINUTES", 10, 60 * 24)?,
        heartbeat_interval: seconds("IMP_HEARTBEAT_SECONDS", 20, 3600)?,
        ack_timeout: seconds("IMP_ACK_SECONDS", 10, 3600)?,
        allow_internal_backends: variables.flag("IMP_ALLOW_INTERNAL_BACKENDS")?,
        public_url: web.public_url.clone(),
    })
}
