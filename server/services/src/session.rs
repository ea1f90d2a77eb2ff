//! Use cases of browser sessions. A session has two ends, both in our own columns and compared with
//! our own clock: one that moves with every use, and one that does not.

use chrono::TimeDelta;
use domain::{
    Error, Result,
    id::{SessionId, UserId},
    page::{Page, PageRequest},
    session::Session,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    Caller, Ctx, Mode, audit,
    auth::proof_of,
    permission::{Action, Resource},
    store::{
        self,
        session::{Contents, Times},
    },
};

/// A session's use is written at most this often.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// Use cases of browser sessions.
#[derive(Debug, Clone)]
pub struct Sessions {
    ctx: Ctx,
}

/// What the transport keeps of a session.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SessionData {
    /// Who is signed in.
    pub user: Option<UserId>,
    /// What signing in gave; asked for when a session of somebody begins, and never stored.
    pub proof: String,
    /// The transport's own, a JSON object.
    pub data: Value,
    /// Where the browser is.
    pub address: String,
    /// What it calls itself.
    pub user_agent: String,
}

/// A session that was found by its cookie.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSession {
    /// Which one.
    pub id: SessionId,
    /// What it holds.
    pub data: SessionData,
}

impl Sessions {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// The session of a cookie's secret, unless it has ended. Notes the use.
    ///
    /// # Errors
    /// What the store says.
    pub async fn load(&self, secret: &str) -> Result<Option<StoredSession>> {
        let now = self.ctx.clock.now();
        let Some(found) = store::session::find(self.ctx.db.read(), &hash(secret), now).await? else {
            return Ok(None);
        };
        let id = found.id;
        if now - found.touched_at >= TOUCH {
            let tx = self.ctx.begin().await?;
            store::session::touch(&tx, id, now, now + self.ctx.settings.session_idle).await?;
            tx.commit().await.map_err(store::error)?;
        }
        let Contents { user, data, address, user_agent } = found.contents;
        Ok(Some(StoredSession {
            id,
            data: SessionData { user, proof: String::new(), data, address, user_agent },
        }))
    }

    /// Whether a session has not ended: for streams that outlive the request that began them.
    ///
    /// # Errors
    /// What the store says.
    pub async fn is_open(&self, id: SessionId) -> Result<bool> {
        store::session::is_open(self.ctx.db.read(), id, self.ctx.clock.now()).await
    }

    /// Begins a session under a secret. It is nobody's when the password that `proof` stands for has
    /// changed since it was checked, or the person may no longer sign in.
    ///
    /// # Errors
    /// What the store says.
    pub async fn begin(&self, secret: &str, mut data: SessionData) -> Result<()> {
        let now = self.ctx.clock.now();
        let settings = &self.ctx.settings;
        let times =
            Times { now, idle_until: now + settings.session_idle, until: now + settings.session_absolute };
        let id = self.ctx.clock.id();
        let tx = self.ctx.begin().await?;
        if let Some(user) = data.user {
            let knows = |hash: &str| proof_of(hash) == data.proof;
            let counts = store::user::still_has(&tx, user, knows).await?;
            data.user = counts.then_some(user);
        }
        store::session::insert(&tx, id, &hash(secret), data.into(), times).await?;
        tx.commit().await.map_err(store::error)
    }

    /// Changes what a session holds; one that has ended meanwhile stays so.
    ///
    /// # Errors
    /// What the store says.
    pub async fn change(&self, secret: &str, data: SessionData) -> Result<()> {
        let tx = self.ctx.begin().await?;
        store::session::update(&tx, &hash(secret), data.into()).await?;
        tx.commit().await.map_err(store::error)
    }

    /// Ends the session of a secret.
    ///
    /// # Errors
    /// What the store says.
    pub async fn end(&self, secret: &str) -> Result<()> {
        let tx = self.ctx.begin().await?;
        store::session::delete(&tx, &hash(secret)).await?;
        tx.commit().await.map_err(store::error)
    }

    /// The caller's sessions, newest first. `current` is the one that asks.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`] for tokens; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        current: Option<SessionId>,
        page: &PageRequest,
    ) -> Result<Page<Session>> {
        let (user, ctx) = (caller.person()?.id, &self.ctx);
        let now = ctx.clock.now();
        let part = store::session::of_user(ctx.db.read(), user, now, page, &ctx.settings).await?;
        Ok(part.map(|session| Session { current: Some(session.id) == current, ..session }))
    }

    /// Ends one of the caller's sessions.
    ///
    /// # Errors
    /// As [`Sessions::list`]; [`Error::NotFound`].
    pub async fn revoke(&self, caller: &Caller, id: SessionId, mode: Mode) -> Result<()> {
        let user = caller.person()?;
        let tx = self.ctx.begin().await?;
        if !store::session::end(&tx, user.id, id).await? {
            return Err(Error::not_found("session"));
        }
        let detail = serde_json::json!({});
        audit::verb(&self.ctx, &tx, caller, Action::Revoke, Resource::Session, id, &detail).await?;
        mode.finish(tx).await.map(drop)
    }

    /// Ends all of the caller's sessions but the one that asks.
    ///
    /// # Errors
    /// As [`Sessions::list`].
    pub async fn revoke_others(&self, caller: &Caller, current: Option<SessionId>, mode: Mode) -> Result<()> {
        let user = caller.person()?;
        let tx = self.ctx.begin().await?;
        store::session::end_all(&tx, user.id, current).await?;
        let detail = serde_json::json!({ "sessions": "all others" });
        audit::verb(&self.ctx, &tx, caller, Action::Revoke, Resource::Session, user.id, &detail).await?;
        mode.finish(tx).await.map(drop)
    }
}

impl From<SessionData> for Contents {
    fn from(data: SessionData) -> Self {
        // Browsers send what they like: the columns hold what a person would read.
        let cut = |text: String, max| text.chars().take(max).collect();
        Self {
            user: data.user,
            data: data.data,
            address: cut(data.address, 64),
            user_agent: cut(data.user_agent, 256),
        }
    }
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}
