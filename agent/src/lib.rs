//! The agent: keeps a target (a directory, a Kubernetes cluster) as the control plane wants it.
//!
//! `decide` is the pure heart; `worker` does what it says; `link` and `session` talk to the server;
//! `state` survives crashes; `target` is what the work is done to. To add a target: implement
//! [`target::Target`] in a module of its own and give it to [`Agent::new`].

mod agent;
mod backoff;
mod config;
mod credentials;
mod disk;
mod fetch;
mod hub;
mod identity;
mod inbox;
mod link;
mod lock;
mod session;
mod state;
mod wire;
mod worker;

pub mod decide;
pub mod manifest;
pub mod model;
pub mod report;
pub mod target;

pub use agent::{Agent, AgentError, Handle};
pub use config::{Config, ConfigError, Secret, ServerUrl, Timing};
