//! Use cases of registration tokens: an operator makes one, an agent uses it once.

use chrono::TimeDelta;
use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::{ClusterId, RegistrationTokenId},
    page::{Page, PageRequest},
    registration_token::{
        NewRegistrationToken, RegistrationToken, RegistrationTokenSpec, RegistrationTokenState,
    },
};
use sha2::{Digest as _, Sha256};

use crate::{
    Caller, Ctx, audit,
    permission::{Action, Resource},
    store::{self, cluster::StoredCluster},
    write::Mode,
};

/// What every token starts with.
const PREFIX: &str = "imp_reg_";

/// Use cases of registration tokens.
#[derive(Debug, Clone)]
pub struct RegistrationTokens {
    ctx: Ctx,
}

impl RegistrationTokens {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// The tokens of a cluster, newest first; used and ended ones too.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`] for the cluster; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        cluster: ClusterId,
        page: &PageRequest,
    ) -> Result<Page<RegistrationToken>> {
        caller.operator(Action::Read)?;
        let db = self.ctx.db.read();
        store::cluster::find(db, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        store::registration_token::list(db, cluster, page, &self.ctx).await
    }

    /// Makes one. The secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`] for the cluster; [`Error::Invalid`], also when a
    /// live agent of the cluster has the name; [`Error::Conflict`] when the cluster is retired.
    pub async fn create(
        &self,
        caller: &Caller,
        cluster_id: ClusterId,
        spec: RegistrationTokenSpec,
        mode: Mode,
    ) -> Result<NewRegistrationToken> {
        caller.operator(Action::Create)?;
        let tx = self.ctx.begin().await?;
        let cluster = store::cluster::find(&tx, cluster_id).await?;
        check_open(&cluster.ok_or_else(|| Error::not_found("cluster"))?)?;
        let mut check = Check::new();
        spec.check(&mut check);
        let taken = store::agent::name_is_live(&tx, cluster_id, &spec.agent_name).await?;
        check.ensure(!taken, "agent_name", Reason::new(Code::NameTaken).with("value", &spec.agent_name));
        check.finish(|| Some(()))?;
        let now = self.ctx.clock.now();
        let lifetime = spec
            .lifetime_minutes
            .map_or(self.ctx.settings.registration_token_lifetime, |m| TimeDelta::minutes(i64::from(m)));
        let secret = format!("{PREFIX}{}", hex::encode(self.ctx.clock.random::<32>()));
        let token = RegistrationToken {
            id: self.ctx.clock.id(),
            cluster_id,
            agent_name: spec.agent_name,
            prefix: secret[..PREFIX.len() + 6].to_owned(),
            state: RegistrationTokenState::Pending,
            created_by: caller.actor(),
            created_at: now,
            expires_at: now + lifetime,
            agent_id: None,
        };
        store::registration_token::insert(&tx, &token, digest(&secret)).await?;
        audit::created(&self.ctx, &tx, caller, Resource::RegistrationToken, token.id, &token.prefix).await?;
        let made = mode.finish(tx).await?;
        Ok(NewRegistrationToken { registration_token: token, secret: made.then_some(secret) })
    }

    /// Takes one back that nobody has used. An agent that has used one is revoked itself.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`]; [`Error::Conflict`] when it was used.
    pub async fn revoke(
        &self,
        caller: &Caller,
        cluster: ClusterId,
        id: RegistrationTokenId,
        mode: Mode,
    ) -> Result<()> {
        caller.operator(Action::Revoke)?;
        let now = self.ctx.clock.now();
        let tx = self.ctx.begin().await?;
        let token = store::registration_token::lock(&tx, cluster, id, now).await?;
        let token = token.ok_or_else(|| Error::not_found("registration token"))?;
        if !token.state.may_revoke().map_err(Error::conflict)? {
            return Ok(());
        }
        store::registration_token::set_revoked(&tx, id, now).await?;
        audit::verb(&self.ctx, &tx, caller, Action::Revoke, Resource::RegistrationToken, id, &token.prefix)
            .await?;
        mode.finish(tx).await.map(drop)
    }
}

/// Refuses new agents where nothing will be published any more.
pub(crate) fn check_open(cluster: &StoredCluster) -> Result<()> {
    if cluster.status.takes_agents() {
        return Ok(());
    }
    Err(Error::conflict(Reason::new(Code::ClusterRetired).with("cluster", &cluster.spec.name)))
}

/// How a token is stored: its 256 random bits need no salt.
pub(crate) fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// What a log may hold of a token.
pub(crate) fn shown_part(secret: &str) -> &str {
    let known = secret.starts_with(PREFIX) && secret.is_ascii() && secret.len() >= PREFIX.len() + 6;
    if known { &secret[..PREFIX.len() + 6] } else { "" }
}
