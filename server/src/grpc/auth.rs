//! Checks every call's access token, and times the call. A call needs a token and has a deadline unless it
//! is named here.

use std::time::{Duration, Instant};

use axum::{
    extract::{Request, State},
    http::header::AUTHORIZATION,
    middleware::Next,
    response::Response,
};
use domain::{Code, Error};
use services::{Caller, Services};

use super::status;
use crate::http::request_id::RequestId;

/// Calls that prove the caller by other means: a registration token, a signature.
const OPEN: [&str; 3] = ["Register", "Challenge", "Refresh"];

/// The stream of work: its first message has a deadline of its own, and it ends with the session.
const STREAM: &str = "Connect";

/// What the layer knows.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) services: Services,
    /// Time for a whole request and the head of its answer.
    pub(super) limit: Duration,
}

/// Puts the [`Caller`] into the request.
pub(super) async fn layer(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let Guard { services, limit } = guard;
    let started = Instant::now();
    let rpc = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let request_id = request.extensions().get().map(|RequestId(id)| id.clone()).unwrap_or_default();
    let caller = if OPEN.contains(&rpc.as_str()) {
        Ok(Caller::anonymous(request_id))
    } else {
        match bearer(&request) {
            Some(jwt) => services.agent_token.authenticate(&jwt, &request_id).await,
            None => Err(Error::Unauthenticated(Code::Unauthenticated.into())),
        }
    };
    let response = match caller {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            if rpc == STREAM {
                next.run(request).await
            } else {
                let late = || tonic::Status::deadline_exceeded("the call took too long").into_http();
                tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| late())
            }
        }
        Err(error) => status::of(&error).into_http(),
    };
    let code = tonic::Status::from_header_map(response.headers()).map_or(tonic::Code::Ok, |s| s.code());
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(rpc, ?code, ms, "agent call");
    response
}

fn bearer(request: &Request) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    Some(header.strip_prefix("Bearer ")?.to_owned())
}
