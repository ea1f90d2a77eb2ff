//! The agents' transport: authentication, conversion and the work stream around
//! `services::delivery`. Only this module and the agent know the protocol's types.
//!
//! `auth` checks every call, `service` answers them, `session` holds one work stream, `streams` wakes
//! sessions when something is due, `beats` notes who is there, `convert` and `status` translate. To add
//! a call: the proto file, a method in `service`, and, if it needs no token, its name in `auth`.

use std::{sync::Arc, time::Duration};

use axum::{Router, middleware};
use proto::v1::agent_service_server::AgentServiceServer;
use services::Services;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

mod auth;
mod beats;
mod convert;
mod service;
mod session;
mod status;
mod streams;

/// Connects and fetches under way at a time: a reconnect storm queues instead of exploding.
const GATE: usize = 64;

/// What every call shares.
#[derive(Debug, Clone)]
struct Api {
    services: Services,
    streams: streams::Streams,
    beats: beats::Beats,
    gate: Arc<Semaphore>,
    /// Name of this process in session rows.
    replica: Arc<str>,
    shutdown: CancellationToken,
}

/// The agents' calls, each answered within `limit` unless it is a stream of work. Starts what listens for
/// them, until the shutdown.
pub fn routes(services: Services, limit: Duration, shutdown: CancellationToken) -> Router {
    let streams = streams::Streams::default();
    let beats = beats::Beats::default();
    tokio::spawn(streams.clone().listen(services.ctx.bus.clone(), shutdown.clone()));
    tokio::spawn(beats.clone().store(services.clone(), shutdown.clone()));
    let replica = hex::encode(services.ctx.clock.random::<8>()).into();
    let gate = Arc::new(Semaphore::new(GATE));
    let api = Api { services: services.clone(), streams, beats, gate, replica, shutdown };
    tonic::service::Routes::new(AgentServiceServer::new(service::Service(api)))
        .into_axum_router()
        // The pages' fallback answers what nobody knows.
        .reset_fallback()
        .layer(middleware::from_fn_with_state(auth::Guard { services, limit }, auth::layer))
}
