//! The calls of `AgentService`.

use std::{net::IpAddr, pin::Pin, time::Duration};

use domain::{Error, id::AgentId};
use futures::Stream;
use proto::v1::{
    AccessToken, AgentMessage, ChallengeRequest, ChallengeResponse, FetchSpecRequest, FetchSpecResponse,
    RefreshRequest, RefreshResponse, RegisterRequest, RegisterResponse, ServerMessage, agent_message,
    agent_service_server::AgentService, fetch_spec_response::Part,
};
use services::{Caller, IssuedToken};
use tokio::{
    sync::{SemaphorePermit, mpsc},
    time::timeout,
};
use tonic::{Request, Response, Status, Streaming};
use tracing::Instrument as _;

use super::{Api, convert, session, status};
use crate::http::client_addr::ClientAddr;

/// Bytes of one chunk: well below the 4 MiB that a message may have.
const CHUNK: usize = 256 * 1024;
/// Messages on their way to an agent. Wake-ups wait in the database, not here.
const CHANNEL: usize = 32;
/// Time in which a new stream says who it is.
const FIRST_MESSAGE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Service(pub(super) Api);

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

impl Service {
    /// Waits for a turn: too many at once queue.
    async fn turn(&self) -> Result<SemaphorePermit<'_>, Status> {
        self.0.gate.acquire().await.map_err(|_| Status::unavailable("the server stops"))
    }
}

/// Whom `auth` has found out.
fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    request.extensions().get().cloned().ok_or_else(|| Status::internal("the call was not authenticated"))
}

fn agent_id(text: &str) -> Result<AgentId, Status> {
    // An id that is none is as unknown as any other.
    text.parse().map_err(|_| status::of(&Error::not_found("agent")))
}

fn access_token(token: IssuedToken) -> AccessToken {
    AccessToken {
        jwt: token.jwt,
        expires_in: u32::try_from(token.lifetime.num_seconds()).unwrap_or_default(),
    }
}

#[tonic::async_trait]
impl AgentService for Service {
    async fn register(
        &self,
        request: Request<RegisterRequest>,
    ) -> Result<Response<RegisterResponse>, Status> {
        let caller = caller(&request)?;
        let from = request.extensions().get().map_or(IpAddr::from([0, 0, 0, 0]), |ClientAddr(from)| *from);
        let registration = convert::registration(request.into_inner(), from);
        let registered = self.0.services.agent.register(&caller, &registration).await;
        let registered = registered.map_err(|error| status::of(&error))?;
        Ok(Response::new(RegisterResponse {
            agent_id: registered.agent.to_string(),
            cluster_id: registered.cluster.to_string(),
            access_token: Some(access_token(registered.token)),
        }))
    }

    async fn challenge(
        &self,
        request: Request<ChallengeRequest>,
    ) -> Result<Response<ChallengeResponse>, Status> {
        let agent = agent_id(&request.into_inner().agent_id)?;
        let nonce = self.0.services.agent_token.challenge(agent).map_err(|error| status::of(&error))?;
        Ok(Response::new(ChallengeResponse { nonce }))
    }

    async fn refresh(&self, request: Request<RefreshRequest>) -> Result<Response<RefreshResponse>, Status> {
        let request = request.into_inner();
        let agent = agent_id(&request.agent_id)?;
        let token = self.0.services.agent_token.refresh(agent, &request.nonce, &request.signature).await;
        let token = token.map_err(|error| status::of(&error))?;
        Ok(Response::new(RefreshResponse { access_token: Some(access_token(token)) }))
    }

    type FetchSpecStream = Answers<FetchSpecResponse>;

    async fn fetch_spec(
        &self,
        request: Request<FetchSpecRequest>,
    ) -> Result<Response<Answers<FetchSpecResponse>>, Status> {
        let _turn = self.turn().await?;
        let caller = caller(&request)?;
        let key = convert::key(request.into_inner().key).map_err(|error| status::of(&error))?;
        let spec = self.0.services.delivery.fetch(&caller, &key).await.map_err(|error| status::of(&error))?;
        let (header, bytes) = convert::spec(spec);
        let parts = async_stream::stream! {
            yield Ok(FetchSpecResponse { part: Some(Part::Header(header)) });
            for chunk in bytes.chunks(CHUNK) {
                yield Ok(FetchSpecResponse { part: Some(Part::Chunk(chunk.to_vec())) });
            }
        };
        Ok(Response::new(Box::pin(parts)))
    }

    type ConnectStream = Answers<ServerMessage>;

    async fn connect(
        &self,
        request: Request<Streaming<AgentMessage>>,
    ) -> Result<Response<Answers<ServerMessage>>, Status> {
        let caller = caller(&request)?;
        let mut incoming = request.into_inner();
        let first = timeout(FIRST_MESSAGE, incoming.message()).await;
        let first =
            first.map_err(|_| Status::deadline_exceeded("the first message did not come in time"))??;
        let Some(AgentMessage { message: Some(agent_message::Message::Connect(connect)) }) = first else {
            return Err(Status::invalid_argument("the first message must be Connect"));
        };
        // Not before: who says nothing must not keep others waiting.
        let _turn = self.turn().await?;
        let hello = convert::hello(connect, &self.0.replica);
        let welcome = self.0.services.delivery.connect(&caller, &hello).await;
        let welcome = welcome.map_err(|error| status::of(&error))?;
        let (outgoing, mut answers) = mpsc::channel(CHANNEL);
        // Its lines carry the id of the request that opened it.
        let session = session::hold(self.0.clone(), caller, welcome, incoming, outgoing);
        tokio::spawn(session.in_current_span());
        let answers = async_stream::stream! {
            while let Some(answer) = answers.recv().await {
                yield answer;
            }
        };
        Ok(Response::new(Box::pin(answers)))
    }
}
