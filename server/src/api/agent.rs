//! `/v1/agent`: how an agent gets its identity without gRPC. The rules and tables are those of the
//! work stream's own calls.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::{AgentId, ClusterId},
};
use serde::{Deserialize, Serialize};
use services::{Caller, IssuedToken, Registration};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Body, Draft},
    problem::Problem,
    request::Query,
};
use crate::{
    http::{client_addr::ClientAddr, request_id::RequestId},
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(register)).routes(routes!(challenge)).routes(routes!(token))
}

/// What an agent says to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RegisterRequest {
    /// `imp_reg_…`; used once. The same token with the same key may repeat the call.
    token: String,
    /// Ed25519, 32 bytes in base64.
    public_key: String,
    /// Tells clusters of the same name apart; at most 200 characters.
    cluster_uid: String,
    /// Its program's version; at most 40 characters.
    agent_version: String,
    /// Lowest protocol version it speaks.
    protocol_min: u32,
    /// Highest protocol version it speaks.
    protocol_max: u32,
}

/// A registered agent with its first access token.
#[derive(Serialize, ToSchema)]
struct RegisterResponse {
    /// Its identity.
    agent_id: AgentId,
    /// Its cluster.
    cluster_id: ClusterId,
    /// What it authenticates with.
    access_token: TokenResponse,
}

/// An access token of an agent.
#[derive(Serialize, ToSchema)]
struct TokenResponse {
    /// EdDSA JWT.
    jwt: String,
    /// Seconds until it ends, counted from this answer.
    expires_in: i64,
}

/// Who asks for a nonce.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChallengeRequest {
    /// Its identity.
    agent_id: String,
}

/// A nonce to sign.
#[derive(Serialize, ToSchema)]
struct ChallengeResponse {
    /// Base64; valid for a minute.
    nonce: String,
}

/// A signed nonce.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenRequest {
    /// Its identity.
    agent_id: String,
    /// As it was given.
    nonce: String,
    /// Ed25519 over `imp-agent-refresh-v1`, a zero byte and the nonce's bytes; base64.
    signature: String,
}

impl Draft for RegisterRequest {
    fn judge(self) -> Result<()> {
        self.read(Ipv4Addr::UNSPECIFIED.into()).map(drop)
    }
}

impl Draft for ChallengeRequest {
    fn judge(self) -> Result<()> {
        agent_id(&self.agent_id).map(drop)
    }
}

impl Draft for TokenRequest {
    fn judge(self) -> Result<()> {
        self.read().map(drop)
    }
}

fn agent_id(text: &str) -> Result<AgentId> {
    text.parse().map_err(|_| Error::field("agent_id", Reason::new(Code::NotAnId).with("prefix", "agt")))
}

fn bytes(check: &mut Check, field: &str, text: &str) -> Vec<u8> {
    let decoded = STANDARD.decode(text);
    let reason = Reason::new(Code::WrongType).with("detail", "Base64 is expected");
    check.ensure(decoded.is_ok(), field, reason);
    decoded.unwrap_or_default()
}

impl RegisterRequest {
    fn read(self, from: IpAddr) -> Result<Registration> {
        let mut check = Check::new();
        let registration = Registration {
            public_key: bytes(&mut check, "public_key", &self.public_key),
            cluster_uid: check.text("cluster_uid", &self.cluster_uid, 200),
            agent_version: check.text("agent_version", &self.agent_version, 40),
            token: self.token,
            protocol_min: self.protocol_min,
            protocol_max: self.protocol_max,
            from,
        };
        check.finish(|| Some(registration))
    }
}

impl TokenRequest {
    fn read(self) -> Result<(AgentId, Vec<u8>, Vec<u8>)> {
        let mut check = Check::new();
        let id = agent_id(&self.agent_id);
        if let Err(error) = &id {
            error.fields().iter().for_each(|f| check.fail(&f.field, f.reason.clone()));
        }
        let nonce = bytes(&mut check, "nonce", &self.nonce);
        let signature = bytes(&mut check, "signature", &self.signature);
        check.finish(|| Some((id.ok()?, nonce, signature)))
    }
}

fn token_response(token: IssuedToken) -> TokenResponse {
    TokenResponse { jwt: token.jwt, expires_in: token.lifetime.num_seconds() }
}

/// An answer that holds a secret.
fn unstored(body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Exchanges a registration token for an identity.
#[utoipa::path(
    post, path = "/v1/agent/register", operation_id = "register_agent", tag = "Agent",
    request_body = RegisterRequest, responses((status = 200, body = RegisterResponse))
)]
async fn register(
    state: State<AppState>,
    Extension(RequestId(id)): Extension<RequestId>,
    Extension(ClientAddr(from)): Extension<ClientAddr>,
    Query(()): Query<()>,
    Body(request): Body<RegisterRequest>,
) -> Result<Response, Problem> {
    let registration = request.read(from)?;
    let registered = state.services.agent.register(&Caller::anonymous(id), &registration).await?;
    Ok(unstored(RegisterResponse {
        agent_id: registered.agent,
        cluster_id: registered.cluster,
        access_token: token_response(registered.token),
    }))
}

/// A nonce for one agent. Needs no token: its key proves who it is.
#[utoipa::path(
    post, path = "/v1/agent/challenge", operation_id = "challenge_agent", tag = "Agent",
    request_body = ChallengeRequest, responses((status = 200, body = ChallengeResponse))
)]
async fn challenge(
    state: State<AppState>,
    Query(()): Query<()>,
    Body(request): Body<ChallengeRequest>,
) -> Result<Response, Problem> {
    let nonce = state.services.agent_token.challenge(agent_id(&request.agent_id)?)?;
    Ok(unstored(ChallengeResponse { nonce: STANDARD.encode(nonce) }))
}

/// A new access token for a signed nonce.
#[utoipa::path(
    post, path = "/v1/agent/token", operation_id = "refresh_agent_token", tag = "Agent",
    request_body = TokenRequest, responses((status = 200, body = TokenResponse))
)]
async fn token(
    state: State<AppState>,
    Query(()): Query<()>,
    Body(request): Body<TokenRequest>,
) -> Result<Response, Problem> {
    let (agent, nonce, signature) = request.read()?;
    let token = state.services.agent_token.refresh(agent, &nonce, &signature).await?;
    Ok(unstored(token_response(token)))
}
