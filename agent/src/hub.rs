//! The server, as the agent calls it: one connection for everything, made when it is needed and made
//! again when it breaks.

use std::time::Duration;

use proto::v1::{
    AgentMessage, ChallengeRequest, FetchSpecRequest, FetchSpecResponse, RefreshRequest, RegisterRequest,
    RegisterResponse, ServerMessage, agent_service_client::AgentServiceClient,
};
use tokio::{sync::mpsc, time::timeout};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status, Streaming, metadata::MetadataValue, transport::Channel};

use crate::{
    config::{Config, ConfigError, Secret},
    identity::{Identity, Registered},
    model::ItemKey,
    wire,
};

#[derive(Debug, Clone)]
pub(crate) struct Hub {
    client: AgentServiceClient<Channel>,
    patience: Duration,
}

/// An access token and how long it is good for.
#[derive(Debug, Clone)]
pub(crate) struct AccessToken {
    pub(crate) jwt: Secret,
    pub(crate) lasts: Duration,
}

impl AccessToken {
    pub(crate) fn from_wire(token: Option<proto::v1::AccessToken>) -> Result<Self, Status> {
        let token = token.ok_or_else(|| Status::internal("the server sent no access token"))?;
        let lasts = Duration::from_secs(token.expires_in.max(1).into());
        Ok(Self { jwt: Secret::new(token.jwt), lasts })
    }
}

impl Hub {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let client = AgentServiceClient::new(config.endpoint()?.connect_lazy());
        Ok(Self { client, patience: config.timing.call })
    }

    pub(crate) async fn register(
        &self,
        token: &Secret,
        identity: &Identity,
    ) -> Result<RegisterResponse, Status> {
        let request = RegisterRequest {
            token: token.expose().to_owned(),
            public_key: identity.public_key(),
            cluster_uid: identity.cluster_uid().to_owned(),
            agent_version: env!("CARGO_PKG_VERSION").to_owned(),
            protocol_min: *proto::PROTOCOL_VERSIONS.start(),
            protocol_max: *proto::PROTOCOL_VERSIONS.end(),
        };
        let mut client = self.client.clone();
        Ok(self.patiently(client.register(request)).await?.into_inner())
    }

    /// A new access token for a signature by the agent's key.
    pub(crate) async fn refresh(
        &self,
        registered: &Registered,
        identity: &Identity,
    ) -> Result<AccessToken, Status> {
        let agent_id = registered.agent_id.clone();
        let mut client = self.client.clone();
        let challenge = ChallengeRequest { agent_id: agent_id.clone() };
        let nonce = self.patiently(client.challenge(challenge)).await?.into_inner().nonce;
        let signature = identity.sign(&nonce);
        let refresh = RefreshRequest { agent_id, nonce, signature };
        AccessToken::from_wire(self.patiently(client.refresh(refresh)).await?.into_inner().access_token)
    }

    pub(crate) async fn fetch_spec(
        &self,
        jwt: &Secret,
        key: &ItemKey,
    ) -> Result<Streaming<FetchSpecResponse>, Status> {
        let request = authorized(FetchSpecRequest { key: Some(wire::key_to(key)) }, jwt)?;
        let mut client = self.client.clone();
        Ok(self.patiently(client.fetch_spec(request)).await?.into_inner())
    }

    pub(crate) async fn connect(
        &self,
        jwt: &Secret,
        messages: mpsc::Receiver<AgentMessage>,
    ) -> Result<Streaming<ServerMessage>, Status> {
        let request = authorized(ReceiverStream::new(messages), jwt)?;
        let mut client = self.client.clone();
        Ok(self.patiently(client.connect(request)).await?.into_inner())
    }

    /// Waits for a call, but not for ever.
    pub(crate) async fn patiently<R>(
        &self,
        call: impl Future<Output = Result<R, Status>>,
    ) -> Result<R, Status> {
        let late = |_| Status::deadline_exceeded("the server did not answer in time");
        timeout(self.patience, call).await.map_err(late)?
    }
}

fn authorized<M>(message: M, jwt: &Secret) -> Result<Request<M>, Status> {
    let mut request = Request::new(message);
    let mut bearer = MetadataValue::try_from(format!("Bearer {}", jwt.expose()))
        .map_err(|_| Status::internal("the server's access token is not a header value"))?;
    bearer.set_sensitive(true);
    request.metadata_mut().insert("authorization", bearer);
    Ok(request)
}

/// Whether only a person can lift a refusal.
pub(crate) fn is_refusal(status: &Status) -> bool {
    use tonic::Code::{FailedPrecondition, InvalidArgument, NotFound, PermissionDenied, Unauthenticated};
    matches!(
        status.code(),
        FailedPrecondition | InvalidArgument | NotFound | PermissionDenied | Unauthenticated
    )
}

/// A status in one line, with what lies behind a broken connection.
pub(crate) fn describe(status: &Status) -> String {
    let mut text = format!("{:?}: {}", status.code(), status.message());
    let mut cause = std::error::Error::source(status);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}
