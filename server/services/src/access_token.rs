//! Use cases of access tokens. Only people make and revoke them: a token that could make tokens
//! would outlive its own end.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use domain::{
    Code, Error, Reason, Result,
    access_token::{AccessToken, AccessTokenSpec, NewAccessToken},
    draft::Check,
    id::AccessTokenId,
    page::{Page, PageRequest},
};
use sha2::{Digest as _, Sha256};

use crate::{
    Auth, Caller, Ctx, TenantAccess, Who, audit,
    permission::{Action, Resource},
    store,
    write::Mode,
};

/// How a secret of ours starts; secret scanners look for it.
const PREFIX: &str = "imp_";
/// Characters of a secret that are shown ever after.
const SHOWN: usize = 12;
/// A token's use is written at most this often.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// Use cases of access tokens.
#[derive(Debug, Clone)]
pub struct AccessTokens {
    ctx: Ctx,
    auth: Auth,
}

impl AccessTokens {
    pub(crate) fn new(ctx: Ctx, auth: Auth) -> Self {
        Self { ctx, auth }
    }

    /// The caller's tokens, newest first, revoked ones too.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(&self, caller: &Caller, page: &PageRequest) -> Result<Page<AccessToken>> {
        let (user, ctx) = (caller.user()?.id, &self.ctx);
        store::access_token::of_user(ctx.db.read(), user, page, &ctx.settings).await
    }

    /// One of the caller's.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: AccessTokenId) -> Result<AccessToken> {
        let token = store::access_token::of_user_by_id(self.ctx.db.read(), caller.user()?.id, id).await?;
        token.ok_or_else(|| Error::not_found("access token"))
    }

    /// Makes one; its secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`] for tokens; [`Error::Invalid`].
    pub async fn create(
        &self,
        caller: &Caller,
        mut spec: AccessTokenSpec,
        mode: Mode,
    ) -> Result<NewAccessToken> {
        let user = caller.person()?;
        let now = self.ctx.clock.now();
        let mut check = Check::new();
        spec.check(&mut check, now);
        let tenant = match &spec.tenant {
            None => None,
            Some(slug) => {
                let tenants = store::membership::of_user(self.ctx.db.read(), user.id).await?;
                let tenant = tenants.iter().find(|t| t.access.slug == *slug).map(|t| t.access.id);
                let unknown = Reason::new(Code::UnknownReference).with("noun", "tenant").with("value", slug);
                // A slug that is none has been refused for that.
                check.ensure(tenant.is_some() || check.has_failed("tenant"), "tenant", unknown);
                tenant
            }
        };
        check.finish(|| Some(()))?;
        let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.ctx.clock.random::<32>()));
        let access_token = AccessToken {
            id: self.ctx.clock.id(),
            spec,
            prefix: secret.chars().take(SHOWN).collect(),
            created_at: now,
            last_used_at: None,
            revoked_at: None,
        };
        let tx = self.ctx.begin().await?;
        store::access_token::insert(&tx, user.id, tenant, &access_token, &hash(&secret)).await?;
        let id = access_token.id;
        let of_tenant = |tenant| audit::Subject::from((Resource::AccessToken, tenant));
        let subject = tenant.map_or(Resource::AccessToken.into(), of_tenant);
        audit::created(&self.ctx, &tx, caller, subject, id, &access_token.spec).await?;
        let made = mode.finish(tx).await?;
        Ok(NewAccessToken { access_token, secret: made.then_some(secret) })
    }

    /// Takes one of the caller's away for good.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`] for tokens; [`Error::NotFound`].
    pub async fn revoke(&self, caller: &Caller, id: AccessTokenId, mode: Mode) -> Result<()> {
        let user = caller.person()?;
        let now = self.ctx.clock.now();
        let tx = self.ctx.begin().await?;
        let token = store::access_token::of_user_by_id(&tx, user.id, id).await?;
        let token = token.ok_or_else(|| Error::not_found("access token"))?;
        if token.revoked_at.is_none() {
            store::access_token::revoke(&tx, id, now).await?;
            audit::verb(&self.ctx, &tx, caller, Action::Revoke, Resource::AccessToken, id, &token.spec)
                .await?;
        }
        mode.finish(tx).await?;
        Ok(())
    }

    /// Whether a token still counts: for streams that outlive the request that began them.
    ///
    /// # Errors
    /// What the store says.
    pub async fn is_active(&self, caller: &Caller) -> Result<bool> {
        let Who::Token { user, token, .. } = &caller.who else { return Ok(false) };
        let token = store::access_token::of_user_by_id(self.ctx.db.read(), user.id, *token).await?;
        Ok(token.is_some_and(|token| token.is_active(self.ctx.clock.now())))
    }

    /// Who sends a secret, and the tenants it reaches. Notes the use.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when the secret is unknown, revoked or has expired, or its owner
    /// may not sign in.
    pub async fn authenticate(&self, secret: &str) -> Result<(Who, Vec<TenantAccess>)> {
        let refused = || Error::Unauthenticated(Code::Unauthenticated.into());
        if !secret.starts_with(PREFIX) {
            return Err(refused());
        }
        let now = self.ctx.clock.now();
        let found = store::access_token::find(self.ctx.db.read(), &hash(secret), now).await?;
        let found = found.ok_or_else(refused)?;
        let owner = self.auth.identity(found.owner).await?.ok_or_else(refused)?;
        if found.last_used_at.is_none_or(|at| now - at >= TOUCH) {
            let tx = self.ctx.begin().await?;
            store::access_token::touch(&tx, found.id, now).await?;
            tx.commit().await.map_err(store::error)?;
        }
        let mut tenants = owner.access();
        if let Some(only) = found.tenant {
            tenants.retain(|t| t.id == only);
        }
        Ok((Who::Token { user: owner.user, token: found.id, scopes: found.scopes }, tenants))
    }
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}
