//! An agent by hand: it says exactly what a test wants, also what no real agent would.

use domain::cluster::Cluster;
use ed25519_dalek::{Signer as _, SigningKey};
use proto::v1::{
    Ack, AgentMessage, ChallengeRequest, Connect, ConnectResponse, DeployCommand, DeployResult,
    FetchSpecRequest, ItemKey, Phase, RefreshRequest, RegisterRequest, RegisterResponse, ServerMessage,
    SpecHeader, agent_message, agent_service_client::AgentServiceClient, fetch_spec_response::Part,
    server_message,
};
use tokio::{sync::mpsc, time::timeout};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status, Streaming, transport::Channel};

use super::{PATIENCE, scene::Scene, server::Server};

pub(crate) struct Client {
    pub(crate) rpc: AgentServiceClient<Channel>,
    /// What it registered with.
    pub(crate) token: String,
    pub(crate) key: SigningKey,
    pub(crate) agent_id: String,
    pub(crate) jwt: String,
}

pub(crate) async fn connect(server: &Server) -> AgentServiceClient<Channel> {
    let channel = Channel::from_shared(server.url()).unwrap().connect().await.unwrap();
    AgentServiceClient::new(channel)
}

pub(crate) fn registration(token: &str, key: &SigningKey) -> RegisterRequest {
    RegisterRequest {
        token: token.to_owned(),
        public_key: key.verifying_key().to_bytes().to_vec(),
        cluster_uid: "test".to_owned(),
        agent_version: "0.0.0".to_owned(),
        protocol_min: 1,
        protocol_max: 1,
    }
}

pub(crate) fn new_key(scene: &Scene) -> SigningKey {
    SigningKey::from_bytes(&scene.world.clock.random())
}

impl Client {
    /// Registered in a cluster.
    pub(crate) async fn register(scene: &Scene, server: &Server, cluster: &Cluster, name: &str) -> Self {
        let (mut rpc, key) = (connect(server).await, new_key(scene));
        let token = scene.token(cluster, name).await;
        let RegisterResponse { agent_id, access_token, .. } =
            rpc.register(registration(&token, &key)).await.unwrap().into_inner();
        Self { rpc, token, key, agent_id, jwt: access_token.unwrap().jwt }
    }

    /// A call with this agent's token.
    pub(crate) fn call<M>(&self, message: M) -> Request<M> {
        call(message, &self.jwt)
    }

    pub(crate) async fn refresh(&mut self, key: &SigningKey) -> Result<String, Status> {
        let agent_id = self.agent_id.clone();
        let nonce =
            self.rpc.challenge(ChallengeRequest { agent_id: agent_id.clone() }).await?.into_inner().nonce;
        let signature = key.sign(&[proto::REFRESH_CONTEXT, &nonce].concat()).to_bytes().to_vec();
        let answer = self.rpc.refresh(RefreshRequest { agent_id, nonce, signature }).await?;
        Ok(answer.into_inner().access_token.unwrap().jwt)
    }

    /// The header of an item and its content, put together.
    pub(crate) async fn fetch(&mut self, key: ItemKey) -> Result<(SpecHeader, Vec<u8>), Status> {
        let request = self.call(FetchSpecRequest { key: Some(key) });
        let mut parts = self.rpc.fetch_spec(request).await?.into_inner();
        let Some(Part::Header(header)) = parts.message().await?.unwrap().part else { panic!("no header") };
        let mut bytes = Vec::new();
        while let Some(part) = parts.message().await? {
            let Some(Part::Chunk(chunk)) = part.part else { panic!("a second header") };
            bytes.extend(chunk);
        }
        Ok((header, bytes))
    }

    /// A stream that begins with these words.
    pub(crate) async fn open(&mut self, first: agent_message::Message) -> Result<Stream, Status> {
        let (messages, outgoing) = mpsc::channel(100);
        messages.send(AgentMessage { message: Some(first) }).await.unwrap();
        let request = self.call(ReceiverStream::new(outgoing));
        let incoming = self.rpc.connect(request).await?.into_inner();
        Ok(Stream { messages, incoming })
    }

    /// A stream as a good agent opens it, and the server's welcome.
    pub(crate) async fn stream(&mut self) -> (Stream, ConnectResponse) {
        let mut stream = self.open(agent_message::Message::Connect(hello())).await.unwrap();
        match stream.next().await.unwrap() {
            Some(server_message::Message::ConnectResponse(welcome)) => (stream, welcome),
            other => panic!("no welcome but {other:?}"),
        }
    }
}

pub(crate) fn call<M>(message: M, jwt: &str) -> Request<M> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", format!("Bearer {jwt}").parse().unwrap());
    request
}

pub(crate) fn hello() -> Connect {
    Connect { instance: "test".to_owned(), protocol_min: 1, protocol_max: 1, ..Connect::default() }
}

/// A result about content that was fetched.
pub(crate) fn result(header: &SpecHeader, phase: Phase, report_seq: u64) -> DeployResult {
    DeployResult {
        key: header.key.clone(),
        hub_epoch: header.hub_epoch,
        generation: header.generation,
        hash: header.hash.clone(),
        phase: phase.into(),
        report_seq,
        ..DeployResult::default()
    }
}

pub(crate) struct Stream {
    pub(crate) messages: mpsc::Sender<AgentMessage>,
    incoming: Streaming<ServerMessage>,
}

impl Stream {
    pub(crate) async fn say(&self, message: agent_message::Message) {
        self.messages.send(AgentMessage { message: Some(message) }).await.unwrap();
    }

    /// The server's next message; `None` when it has closed the stream.
    pub(crate) async fn next(&mut self) -> Result<Option<server_message::Message>, Status> {
        let next = timeout(PATIENCE, self.incoming.message()).await.expect("the server says something");
        Ok(next?.map(|message| message.message.unwrap()))
    }

    pub(crate) async fn command(&mut self) -> DeployCommand {
        match self.next().await.unwrap() {
            Some(server_message::Message::DeployCommand(command)) => command,
            other => panic!("no command but {other:?}"),
        }
    }

    pub(crate) async fn ack(&self, command: &DeployCommand) {
        let ack = Ack { command: command.command.clone(), attempt: command.attempt };
        self.say(agent_message::Message::Ack(ack)).await;
    }

    /// Reports and waits until the server has stored it.
    pub(crate) async fn report(&mut self, result: DeployResult) {
        let seq = result.report_seq;
        self.say(agent_message::Message::DeployResult(result)).await;
        match self.next().await.unwrap() {
            Some(server_message::Message::ResultAck(ack)) => assert_eq!(ack.report_seq, seq),
            other => panic!("no acknowledgement but {other:?}"),
        }
    }
}
