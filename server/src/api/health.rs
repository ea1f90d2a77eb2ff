//! Whether the server lives, is ready, and what it is.

use axum::{Json, extract::State, http::StatusCode};
use domain::{Code, Error};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::problem::Problem;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz)).routes(routes!(version))
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 204)))]
async fn healthz() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database answers and has the schema of this build.
#[utoipa::path(
    get, path = "/readyz", tag = "health",
    responses((status = 204))
)]
async fn readyz(state: State<AppState>) -> Result<StatusCode, Problem> {
    if state.is_ready().await {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Error::Unavailable(Code::Unavailable.into()).into())
}

/// A build of Imp-Gateway.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// Of the program.
    version: &'static str,
    /// Versions of the agent protocol it speaks, lowest and highest.
    agent_protocol: [u32; 2],
}

/// What this build is.
#[utoipa::path(get, path = "/version", tag = "health", responses((status = 200, body = Version)))]
async fn version() -> Json<Version> {
    let protocol = proto::PROTOCOL_VERSIONS;
    Json(Version { version: env!("CARGO_PKG_VERSION"), agent_protocol: [*protocol.start(), *protocol.end()] })
}
