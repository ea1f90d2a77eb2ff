//! Bounds and lifetimes that use cases keep to. `server::config` reads them from the environment.

use chrono::TimeDelta;

/// Bounds and lifetimes.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Items of a list when the caller does not say.
    pub page_default: u32,
    /// Items of a list at most.
    pub page_max: u32,
    /// A browser session ends after this long without a request.
    pub session_idle: TimeDelta,
    /// A browser session ends after this long in any case.
    pub session_absolute: TimeDelta,
    /// How long a registration token can be used.
    pub registration_token_lifetime: TimeDelta,
    /// How long an agent's access token lasts.
    pub agent_token_lifetime: TimeDelta,
    /// Time between an agent's heartbeats.
    pub heartbeat_interval: TimeDelta,
    /// Time in which an agent acknowledges a command.
    pub ack_timeout: TimeDelta,
    /// Whether backends may be loopback, link-local, metadata or cluster-API addresses.
    pub allow_internal_backends: bool,
    /// Where browsers reach this installation, without a trailing slash: `https://gateway.example.com`.
    pub public_url: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_default: 50,
            page_max: 200,
            session_idle: TimeDelta::hours(12),
            session_absolute: TimeDelta::days(7),
            registration_token_lifetime: TimeDelta::hours(1),
            agent_token_lifetime: TimeDelta::minutes(10),
            heartbeat_interval: TimeDelta::seconds(20),
            ack_timeout: TimeDelta::seconds(10),
            allow_internal_backends: false,
            public_url: "http://127.0.0.1:3000".to_owned(),
        }
    }
}
