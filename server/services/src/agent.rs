//! Use cases of agents: registering, looking, revoking, beating. Their work streams are `delivery`.

use std::net::IpAddr;

use domain::{
    Code, Error, Reason, Result, Timestamp,
    agent::{Agent, AgentEvent},
    draft::Check,
    id::{AgentId, ClusterId},
    page::{Page, PageRequest},
    registration_token::{Use, may_use},
};
use ed25519_dalek::VerifyingKey;

use crate::{
    Caller, Ctx, Topic, Tx,
    agent_token::{AgentTokens, IssuedToken},
    audit,
    auth::throttle,
    permission::{Action, Resource},
    registration_token::{check_open, digest, shown_part},
    store,
    write::Mode,
};

/// Longest name of a cluster, in characters.
const MAX_UID: usize = 200;
/// Longest version of a program, in characters.
const MAX_VERSION: usize = 40;

/// Use cases of agents.
#[derive(Debug, Clone)]
pub struct Agents {
    ctx: Ctx,
    tokens: AgentTokens,
}

/// What an agent says to register.
#[derive(Clone)]
pub struct Registration {
    /// `imp_reg_…`.
    pub token: String,
    /// Ed25519, 32 bytes.
    pub public_key: Vec<u8>,
    /// Tells clusters of the same name apart; at most 200 characters.
    pub cluster_uid: String,
    /// Its program's version; at most 40 characters.
    pub agent_version: String,
    /// Lowest protocol version it speaks.
    pub protocol_min: u32,
    /// Highest protocol version it speaks.
    pub protocol_max: u32,
    /// Where it asks from.
    pub from: IpAddr,
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registration").field("token", &shown_part(&self.token)).finish_non_exhaustive()
    }
}

/// A registered agent with its first access token.
#[derive(Debug, Clone)]
pub struct Registered {
    /// Its identity.
    pub agent: AgentId,
    /// Its cluster.
    pub cluster: ClusterId,
    /// What it authenticates with.
    pub token: IssuedToken,
}

impl Agents {
    pub(crate) fn new(ctx: Ctx, tokens: AgentTokens) -> Self {
        Self { ctx, tokens }
    }

    /// The agents of a cluster, newest first, revoked ones included.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`] for the cluster; [`Error::Invalid`] for a bad cursor.
    pub async fn list(&self, caller: &Caller, cluster: ClusterId, page: &PageRequest) -> Result<Page<Agent>> {
        caller.operator(Action::Read)?;
        let db = self.ctx.db.read();
        store::cluster::find(db, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        store::agent::list(db, cluster, page, &self.ctx).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: AgentId) -> Result<Agent> {
        caller.operator(Action::Read)?;
        store::agent::find(self.ctx.db.read(), id, &self.ctx).await?.ok_or_else(|| Error::not_found("agent"))
    }

    /// Takes an agent's identity away: its streams are cut, its tokens end, nothing is deleted from
    /// its cluster.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`].
    pub async fn revoke(&self, caller: &Caller, id: AgentId, mode: Mode) -> Result<()> {
        caller.operator(Action::Revoke)?;
        let tx = self.ctx.begin().await?;
        let row = store::agent::lock(&tx, id).await?.ok_or_else(|| Error::not_found("agent"))?;
        let Some(next) = row.state.next(AgentEvent::Revoke).filter(|next| *next != row.state) else {
            return Ok(());
        };
        store::agent::set_state(&tx, id, next, row.token_version + 1, self.ctx.clock.now()).await?;
        audit::verb(&self.ctx, &tx, caller, Action::Revoke, Resource::Agent, id, &row.name).await?;
        if mode.finish(tx).await? {
            self.ctx.bus.publish(Topic::Agents(row.cluster));
            self.ctx.bus.publish(Topic::Fleet);
        }
        Ok(())
    }

    /// Exchanges a registration token for an identity. The same token with the same key may repeat
    /// the call. A refusal is audited, without the token.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an impossible key and texts that are too long; [`Error::Unauthenticated`]
    /// for an unknown token; [`Error::Conflict`] when it was used by another key, has expired or was
    /// revoked, or the cluster is retired; [`Error::TooMany`] after repeated refusals from this address.
    pub async fn register(&self, caller: &Caller, registration: &Registration) -> Result<Registered> {
        let key = <[u8; 32]>::try_from(registration.public_key.as_slice())
            .ok()
            .filter(|bytes| VerifyingKey::from_bytes(bytes).is_ok_and(|key| !key.is_weak()));
        let mut check = Check::new();
        let expected =
            Reason::new(Code::WrongType).with("detail", "An Ed25519 public key of 32 bytes is expected");
        check.ensure(key.is_some(), "public_key", expected);
        check.text("cluster_uid", &registration.cluster_uid, MAX_UID);
        check.text("agent_version", &registration.agent_version, MAX_VERSION);
        let key = check.finish(|| key)?;
        let tx = self.ctx.begin().await?;
        match self.use_token(&tx, caller, registration, &key).await {
            Ok((agent, cluster, version)) => {
                let token = self.tokens.issue(&tx, agent, cluster, version).await?;
                tx.commit().await.map_err(store::error)?;
                self.ctx.bus.publish(Topic::Fleet);
                Ok(Registered { agent, cluster, token })
            }
            Err(error) => {
                tx.rollback().await.map_err(store::error)?;
                // Nobody has to prove anything to be refused: an address gets a few rows, not a disk.
                throttle::count(&self.ctx, &throttle::of_registration(registration.from)).await?;
                self.audit_refusal(caller, registration, &error).await?;
                Err(error)
            }
        }
    }

    async fn use_token(
        &self,
        tx: &Tx,
        caller: &Caller,
        registration: &Registration,
        key: &[u8; 32],
    ) -> Result<(AgentId, ClusterId, i32)> {
        let now = self.ctx.clock.now();
        let token = store::registration_token::lock_by_digest(tx, digest(&registration.token), now)
            .await?
            .ok_or_else(|| Error::Unauthenticated(Code::TokenUnknown.into()))?;
        let used_by = match token.agent_id {
            Some(agent) => store::agent::lock(tx, agent).await?,
            None => None,
        };
        let version = used_by.as_ref().map_or(1, |row| row.token_version);
        let by = used_by.map(|row| (row.id, row.state, row.public_key == key));
        match may_use(token.state, by).map_err(Error::conflict)? {
            Use::Repeated(agent) => Ok((agent, token.cluster_id, version)),
            Use::First => {
                let cluster = store::cluster::find(tx, token.cluster_id).await?;
                check_open(&cluster.ok_or_else(|| Error::not_found("cluster"))?)?;
                let agent = self.ctx.clock.id();
                store::agent::insert(tx, agent, &token, registration, now).await?;
                store::registration_token::set_used(tx, token.id, agent, now).await?;
                audit::verb(
                    &self.ctx,
                    tx,
                    caller,
                    Action::Register,
                    Resource::Agent,
                    agent,
                    &token.agent_name,
                )
                .await?;
                Ok((agent, token.cluster_id, version))
            }
        }
    }

    async fn audit_refusal(&self, caller: &Caller, registration: &Registration, error: &Error) -> Result<()> {
        let prefix = shown_part(&registration.token);
        tracing::warn!(prefix, reason = error.reason().code.as_str(), "registration refused");
        let tx = self.ctx.begin().await?;
        let refused = serde_json::json!({ "refused": error.reason().code.as_str(), "prefix": prefix });
        audit::verb(&self.ctx, &tx, caller, Action::Register, Resource::RegistrationToken, prefix, &refused)
            .await?;
        tx.commit().await.map_err(store::error)
    }

    /// Wakes listeners when the presence of some agent has changed since `since` by the mere passing of
    /// time. Gives the moment up to which it has looked, for the next look.
    ///
    /// # Errors
    /// What the database says.
    pub async fn watch(&self, since: Timestamp) -> Result<Timestamp> {
        let (now, beat) = (self.ctx.clock.now(), self.ctx.settings.heartbeat_interval);
        if store::agent::presence_fell(self.ctx.db.read(), since, now, beat).await? {
            self.ctx.bus.publish(Topic::Fleet);
        }
        Ok(now)
    }

    /// Notes that agents are there; one statement for all of them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn beat(&self, agents: &[AgentId]) -> Result<()> {
        if agents.is_empty() {
            return Ok(());
        }
        let tx = self.ctx.begin().await?;
        store::agent::beat(&tx, agents, self.ctx.clock.now()).await?;
        tx.commit().await.map_err(store::error)?;
        self.ctx.bus.publish(Topic::Fleet);
        Ok(())
    }
}
