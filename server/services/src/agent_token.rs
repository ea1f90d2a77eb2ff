//! How agents prove who they are: short-lived JWTs that the server signs, renewed by signing a nonce
//! with the agent's own key.

use std::{collections::HashMap, sync::Arc};

use chrono::TimeDelta;
use domain::{
    Code, Error, Result,
    agent::AgentState,
    id::{AgentId, ClusterId, SigningKeyId},
    signing_key::KeyPurpose,
};
use ed25519_dalek::{Signature, SigningKey, VerifyingKey, pkcs8::EncodePrivateKey as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use tokio::sync::RwLock;

use crate::{
    Caller, Ctx, Sealed, Tx, Who,
    store::{self, signing_key::StoredKey},
};

/// Who the tokens are for.
const AUDIENCE: &str = "imp-agent";
/// What they allow.
const SCOPE: &str = "agent";
/// What an agent signs to renew its token: this, then the nonce.
pub const REFRESH_CONTEXT: &[u8] = b"imp-agent-refresh-v1\0";
/// How long a nonce can be answered.
const NONCE_LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// Issues and checks agents' tokens.
#[derive(Debug, Clone)]
pub struct AgentTokens {
    ctx: Ctx,
    verifying: Arc<RwLock<HashMap<SigningKeyId, [u8; 32]>>>,
}

/// A new token.
#[derive(Clone)]
pub struct IssuedToken {
    /// EdDSA JWT.
    pub jwt: String,
    /// How long it lasts, counted from now.
    pub lifetime: TimeDelta,
}

impl std::fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedToken").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    aud: String,
    sub: String,
    scope: String,
    cluster_id: String,
    token_version: i32,
    /// Seconds since 1970.
    iat: i64,
    /// Seconds since 1970.
    exp: i64,
}

fn refused() -> Error {
    Error::Unauthenticated(Code::Unauthenticated.into())
}

impl AgentTokens {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx, verifying: Arc::default() }
    }

    /// Signs a token with the active key; makes the first one.
    pub(crate) async fn issue(
        &self,
        tx: &Tx,
        agent: AgentId,
        cluster: ClusterId,
        token_version: i32,
    ) -> Result<IssuedToken> {
        let key = self.active_key(tx).await?;
        let now = self.ctx.clock.now();
        let lifetime = self.ctx.settings.agent_token_lifetime;
        let claims = Claims {
            aud: AUDIENCE.to_owned(),
            sub: agent.to_string(),
            scope: SCOPE.to_owned(),
            cluster_id: cluster.to_string(),
            token_version,
            iat: now.timestamp(),
            exp: (now + lifetime).timestamp(),
        };
        let header = Header { kid: Some(key.id.to_string()), ..Header::new(Algorithm::EdDSA) };
        let jwt = self
            .ctx
            .keys
            .open(&context(key.id), &key.sealed)
            .and_then(|secret| {
                let secret = <[u8; 32]>::try_from(secret).ok()?;
                let der = SigningKey::from_bytes(&secret).to_pkcs8_der().ok()?;
                jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(der.as_bytes())).ok()
            })
            .ok_or_else(|| {
                tracing::error!(kid = %key.sealed.kid, "the signing key of agents' tokens cannot be opened");
                Error::Internal
            })?;
        Ok(IssuedToken { jwt, lifetime })
    }

    async fn active_key(&self, tx: &Tx) -> Result<StoredKey> {
        if let Some(key) = store::signing_key::active(tx, KeyPurpose::AgentToken).await? {
            return Ok(key);
        }
        let secret = self.ctx.clock.random::<32>();
        let id: SigningKeyId = self.ctx.clock.id();
        let sealed: Sealed = self.ctx.keys.seal(&self.ctx.clock, &context(id), &secret)?;
        let public = SigningKey::from_bytes(&secret).verifying_key().to_bytes();
        let key = StoredKey { id, public, sealed };
        store::signing_key::insert(tx, KeyPurpose::AgentToken, &key, self.ctx.clock.now()).await?;
        // Another replica may have been first: what counts is what is stored.
        store::signing_key::active(tx, KeyPurpose::AgentToken).await?.ok_or(Error::Internal)
    }

    /// Who a token belongs to. Checked anew for every call: signature, audience, scope, time, and
    /// that the agent was not revoked since.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn authenticate(&self, jwt: &str, request_id: &str) -> Result<Caller> {
        let header = jsonwebtoken::decode_header(jwt).map_err(|_| refused())?;
        let kid: SigningKeyId = header.kid.and_then(|kid| kid.parse().ok()).ok_or_else(refused)?;
        let public = self.public_key(kid).await?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        // The library reads the operating system's clock; ours is compared below.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(jwt, &DecodingKey::from_ed_der(&public), &validation)
            .map_err(|_| refused())?
            .claims;
        if claims.scope != SCOPE || claims.exp <= self.ctx.clock.now().timestamp() {
            return Err(refused());
        }
        let agent: AgentId = claims.sub.parse().map_err(|_| refused())?;
        let cluster: ClusterId = claims.cluster_id.parse().map_err(|_| refused())?;
        let row = store::agent::identity(self.ctx.db.read(), agent).await?.ok_or_else(refused)?;
        let counts = row.cluster == cluster
            && row.state != AgentState::Revoked
            && row.token_version == claims.token_version;
        if !counts {
            return Err(Error::Unauthenticated(Code::AgentRevoked.into()));
        }
        Ok(Caller { who: Who::Agent { agent, cluster }, tenant: None, request_id: request_id.to_owned() })
    }

    async fn public_key(&self, kid: SigningKeyId) -> Result<[u8; 32]> {
        if let Some(key) = self.verifying.read().await.get(&kid) {
            return Ok(*key);
        }
        let stored = store::signing_key::find(self.ctx.db.read(), KeyPurpose::AgentToken, kid).await?;
        let public = stored.ok_or_else(refused)?.public;
        self.verifying.write().await.insert(kid, public);
        Ok(public)
    }

    /// A nonce for one agent, valid for a minute. Nothing is stored: the nonce is sealed, so that
    /// only this installation can have made it.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be sealed.
    pub fn challenge(&self, agent: AgentId) -> Result<Vec<u8>> {
        let until = (self.ctx.clock.now() + NONCE_LIFETIME).timestamp_micros();
        let sealed = self.ctx.keys.seal(&self.ctx.clock, &nonce_context(agent), &until.to_be_bytes())?;
        let kid = u8::try_from(sealed.kid.len()).map_err(|_| Error::Internal)?;
        Ok([&[kid], sealed.kid.as_bytes(), &sealed.bytes].concat())
    }

    /// A new token for a nonce that the agent's key has signed. The key alone proves the identity,
    /// so that an agent that was away for hours can come back.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn refresh(&self, agent: AgentId, nonce: &[u8], signature: &[u8]) -> Result<IssuedToken> {
        let until = self.open_nonce(agent, nonce).ok_or_else(refused)?;
        if until <= self.ctx.clock.now().timestamp_micros() {
            return Err(refused());
        }
        let tx = self.ctx.begin().await?;
        let row = store::agent::lock(&tx, agent).await?.ok_or_else(refused)?;
        if row.state == AgentState::Revoked {
            return Err(Error::Unauthenticated(Code::AgentRevoked.into()));
        }
        let key = <[u8; 32]>::try_from(row.public_key.as_slice())
            .ok()
            .and_then(|k| VerifyingKey::from_bytes(&k).ok());
        let signature = Signature::from_slice(signature).map_err(|_| refused())?;
        let signed = [REFRESH_CONTEXT, nonce].concat();
        key.and_then(|key| key.verify_strict(&signed, &signature).ok()).ok_or_else(refused)?;
        let token = self.issue(&tx, agent, row.cluster, row.token_version).await?;
        tx.commit().await.map_err(store::error)?;
        Ok(token)
    }

    fn open_nonce(&self, agent: AgentId, nonce: &[u8]) -> Option<i64> {
        let (length, rest) = nonce.split_first()?;
        let (kid, bytes) = rest.split_at_checked(usize::from(*length))?;
        let sealed = Sealed { kid: String::from_utf8(kid.to_vec()).ok()?, bytes: bytes.to_vec() };
        let until = self.ctx.keys.open(&nonce_context(agent), &sealed)?;
        Some(i64::from_be_bytes(until.try_into().ok()?))
    }
}

fn context(id: SigningKeyId) -> String {
    format!("signing_keys:{id}")
}

fn nonce_context(agent: AgentId) -> String {
    format!("agent-refresh:{agent}")
}
