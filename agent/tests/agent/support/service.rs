//! AgentService over the tests' world.

use std::pin::Pin;

use proto::v1::{
    AgentMessage, ChallengeRequest, ChallengeResponse, ConnectResponse, FetchSpecRequest, FetchSpecResponse,
    Limits, RefreshRequest, RefreshResponse, RegisterRequest, RegisterResponse, ResultAck, ServerMessage,
    SpecHeader, agent_message, agent_service_server::AgentService, fetch_spec_response::Part, server_message,
};
use tokio::sync::{mpsc, watch};
use tokio_stream::{Stream, StreamExt as _, wrappers::ReceiverStream};
use tonic::{Request, Response, Status, Streaming};

use super::{
    hub::Shared,
    world::{self, CLUSTER, Outgoing, Seen, TOKEN, Tamper},
};

pub(crate) struct Service(pub(crate) Shared);

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

impl Service {
    fn authorize<T>(&self, request: &Request<T>) -> Result<(), Status> {
        let bearer = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        let jwt = bearer.and_then(|bearer| bearer.strip_prefix("Bearer ")).unwrap_or_default();
        if self.0.lock().accepts(jwt) {
            Ok(())
        } else {
            Err(Status::unauthenticated("the access token has ended"))
        }
    }
}

#[tonic::async_trait]
impl AgentService for Service {
    async fn register(
        &self,
        request: Request<RegisterRequest>,
    ) -> Result<Response<RegisterResponse>, Status> {
        let request = request.into_inner();
        let held = {
            let mut world = self.0.change();
            if request.token != TOKEN || (!world.keys.is_empty() && !world.keys.contains(&request.public_key))
            {
                return Err(Status::unauthenticated("the registration token is not known or was used"));
            }
            world.keys.insert(request.public_key);
            world.seen.push(Seen::Registered);
            world.hold_registration
        };
        if held {
            std::future::pending::<()>().await;
        }
        let access_token = Some(self.0.change().new_jwt());
        Ok(Response::new(RegisterResponse {
            agent_id: "agt_1".into(),
            cluster_id: CLUSTER.into(),
            access_token,
        }))
    }

    async fn challenge(&self, _: Request<ChallengeRequest>) -> Result<Response<ChallengeResponse>, Status> {
        Ok(Response::new(ChallengeResponse { nonce: self.0.change().new_nonce() }))
    }

    async fn refresh(&self, request: Request<RefreshRequest>) -> Result<Response<RefreshResponse>, Status> {
        let request = request.into_inner();
        let mut world = self.0.change();
        if let Some(status) = &world.refuse_refresh {
            return Err(status.clone());
        }
        if !world.is_signed(&request.nonce, &request.signature) {
            return Err(Status::unauthenticated("the signature is wrong"));
        }
        world.seen.push(Seen::Refreshed);
        let access_token = Some(world.new_jwt());
        Ok(Response::new(RefreshResponse { access_token }))
    }

    type FetchSpecStream = Answers<FetchSpecResponse>;

    async fn fetch_spec(
        &self,
        request: Request<FetchSpecRequest>,
    ) -> Result<Response<Self::FetchSpecStream>, Status> {
        self.authorize(&request)?;
        let key = request.into_inner().key.unwrap_or_default();
        let mut world = self.0.change();
        let spec = world.items.get(&(key.kind(), key.subject.clone())).cloned();
        let tamper = world.tamper;
        world.seen.push(Seen::Fetched(key.clone()));
        let refused = world.refuse_fetch.clone();
        drop(world);
        if let Some(status) = refused {
            return Err(status);
        }
        let spec = spec.ok_or_else(|| Status::not_found("no such item"))?;
        let mut bytes = spec.bytes.clone().unwrap_or_default();
        let header = SpecHeader {
            key: Some(if tamper == Some(Tamper::OtherItem) { world::key(key.kind(), "other") } else { key }),
            hub_epoch: spec.epoch,
            generation: spec.generation,
            tombstone: spec.bytes.is_none(),
            hash: spec.bytes.as_deref().map(world::hash).unwrap_or_default(),
            length: bytes.len() as u64,
        };
        match tamper {
            Some(Tamper::Truncated) => bytes.truncate(bytes.len() - 3),
            Some(Tamper::OtherBytes) => bytes.reverse(),
            Some(Tamper::TooLong) => bytes.push(b' '),
            _ => {}
        }
        let header = (tamper != Some(Tamper::NoHeader)).then_some(Part::Header(header));
        let chunks: Vec<_> = bytes.chunks(1000).map(|chunk| Part::Chunk(chunk.to_vec())).collect();
        if tamper == Some(Tamper::Stalled) {
            let stalled = tokio_stream::iter(header.map(|part| Ok(FetchSpecResponse { part: Some(part) })));
            return Ok(Response::new(Box::pin(stalled.chain(tokio_stream::pending()))));
        }
        let parts = header.into_iter().chain(chunks).map(|part| Ok(FetchSpecResponse { part: Some(part) }));
        Ok(Response::new(Box::pin(tokio_stream::iter(parts.collect::<Vec<_>>()))))
    }

    type ConnectStream = Answers<ServerMessage>;

    async fn connect(
        &self,
        request: Request<Streaming<AgentMessage>>,
    ) -> Result<Response<Self::ConnectStream>, Status> {
        self.authorize(&request)?;
        if let Some(status) = &self.0.lock().refuse_connect {
            return Err(status.clone());
        }
        let mut incoming = request.into_inner();
        let first = incoming.message().await?.and_then(|first| first.message);
        let Some(agent_message::Message::Connect(connect)) = first else {
            return Err(Status::invalid_argument("the first message must be Connect"));
        };
        let (outgoing, answers) = mpsc::channel(64);
        let mut world = self.0.change();
        world.session_epoch += 1;
        let welcome = ConnectResponse {
            cluster_id: world.other_cluster.clone().unwrap_or_else(|| CLUSTER.to_owned()),
            protocol: 1,
            session_epoch: world.session_epoch,
            hub_epoch: 1,
            limits: Some(Limits { heartbeat_interval_ms: world.heartbeat_ms, ack_timeout_ms: 10_000 }),
            report_seq: world.stored_seq,
        };
        let message = Some(server_message::Message::ConnectResponse(welcome));
        outgoing.try_send(Ok(ServerMessage { message })).unwrap();
        // A new stream supersedes the one before.
        if let Some(old) = world.session.replace(outgoing.clone()) {
            let _ = old.try_send(Err(Status::aborted("superseded")));
        }
        world.seen.push(Seen::Connected(connect));
        drop(world);
        tokio::spawn(listen(self.0.clone(), incoming, outgoing));
        Ok(Response::new(Box::pin(ReceiverStream::new(answers))))
    }
}

async fn listen(shared: Shared, mut incoming: Streaming<AgentMessage>, outgoing: Outgoing) {
    while let Ok(Some(AgentMessage { message: Some(message) })) = incoming.message().await {
        let mut world = shared.change();
        match message {
            agent_message::Message::Ack(ack) => world.seen.push(Seen::Ack(ack)),
            agent_message::Message::Heartbeat(beat) => world.seen.push(Seen::Heartbeat(beat)),
            agent_message::Message::DeployResult(result) => {
                let report_seq = result.report_seq;
                world.seen.push(Seen::Result(result));
                if !world.hold_acks {
                    world.stored_seq = world.stored_seq.max(report_seq);
                    let message = Some(server_message::Message::ResultAck(ResultAck { report_seq }));
                    let _ = outgoing.try_send(Ok(ServerMessage { message }));
                }
            }
            agent_message::Message::Connect(_) => panic!("a second Connect"),
        }
    }
}

/// Tells waiting tests that the world changed when it goes out of scope.
pub(crate) struct Change<'a> {
    pub(crate) world: std::sync::MutexGuard<'a, super::World>,
    pub(crate) changed: &'a watch::Sender<()>,
}

impl std::ops::Deref for Change<'_> {
    type Target = super::World;
    fn deref(&self) -> &super::World {
        &self.world
    }
}

impl std::ops::DerefMut for Change<'_> {
    fn deref_mut(&mut self) -> &mut super::World {
        &mut self.world
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        self.changed.send_replace(());
    }
}
