//! The first operator, and the way back in when everybody is locked out.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Code, Error, Result,
    draft::Check,
    id::UserId,
    labels::Labels,
    name::{Email, Title},
    role::PlatformRole,
    user::{Locale, User, UserSpec, UserStatus},
};
use sha2::{Digest as _, Sha256};

use super::{Auth, SignedIn, password, proof_of};
use crate::{
    Caller, audit,
    permission::{Action, Resource},
    store,
};

/// Where the setup link's hash is kept.
const SETTING: &str = "setup_token";

/// What the first operator says.
#[derive(Clone, Default)]
pub struct FirstOperator {
    /// From the link.
    pub token: String,
    /// For people.
    pub name: String,
    /// To sign in with.
    pub email: String,
    /// To sign in with.
    pub password: String,
}

impl std::fmt::Debug for FirstOperator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstOperator").field("email", &self.email).finish_non_exhaustive()
    }
}

impl Auth {
    /// A new one-time setup link while there is nobody, `None` once there is somebody. Only its hash
    /// is kept, so that each start makes a new one.
    ///
    /// # Errors
    /// What the store says.
    pub async fn setup_link(&self) -> Result<Option<String>> {
        let tx = self.ctx.begin().await?;
        if store::user::is_any(&tx).await? {
            return Ok(None);
        }
        let token = URL_SAFE_NO_PAD.encode(self.ctx.clock.random::<24>());
        store::server_setting::put(&tx, SETTING, hashed(&token).into(), self.ctx.clock.now()).await?;
        tx.commit().await.map_err(store::error)?;
        Ok(Some(format!("{}/setup?token={token}", self.ctx.settings.public_url)))
    }

    /// Makes the first operator. The link works once.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is somebody already; [`Error::Forbidden`] for a wrong link;
    /// [`Error::Invalid`].
    pub async fn setup(&self, caller: &Caller, draft: FirstOperator) -> Result<SignedIn> {
        let mut check = Check::new();
        let name = check.parse::<Title>("name", &draft.name);
        let email = check.parse::<Email>("email", &draft.email);
        if let Err(reason) = password::check(&draft.password, &draft.email) {
            check.fail("password", reason);
        }
        let checked = check.finish(|| Some((name?, email?)));
        self.check_link(&draft.token).await?;
        let (name, email) = checked?;
        let hash = self.hash(draft.password).await?;
        let proof = proof_of(&hash);

        let now = self.ctx.clock.now();
        let id: UserId = self.ctx.clock.id();
        let tx = self.ctx.begin().await?;
        // The row's lock makes two requests with the same link take turns.
        let stored = store::server_setting::lock(&tx, SETTING).await?;
        if stored.is_none() || store::user::is_any(&tx).await? {
            return Err(Error::conflict(Code::SetupDone));
        }
        let spec = UserSpec {
            email: email.into(),
            name: name.into(),
            platform_role: PlatformRole::Admin,
            locale: Locale::En,
            labels: Labels::new(),
        };
        let status = UserStatus::Active;
        let user =
            User { id, version: 1, spec, status, has_password: true, created_at: now, updated_at: now };
        store::user::insert(&tx, &user, Some(hash)).await?;
        store::server_setting::delete(&tx, SETTING).await?;
        audit::created(&self.ctx, &tx, caller, Resource::User, id, &user.spec).await?;
        tx.commit().await.map_err(store::error)?;
        Ok(SignedIn { user: id, proof })
    }

    /// Whether the link in hand can still be used, before its form is filled in.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is somebody already, [`Error::Forbidden`] for a wrong link.
    pub async fn check_link(&self, token: &str) -> Result<()> {
        let tx = self.ctx.begin().await?;
        let stored = store::server_setting::lock(&tx, SETTING).await?;
        match stored {
            None => Err(Error::conflict(Code::SetupDone)),
            Some(hash) if hash == hashed(token) => Ok(()),
            Some(_) => Err(Error::Forbidden(Code::SetupLinkInvalid.into())),
        }
    }

    /// Gives somebody a new random password, enables their account and ends their sessions: for
    /// `admin reset-password`, the way back in when nobody is left who could enable anybody.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn reset_password(&self, email: &str) -> Result<String> {
        let email = email.trim().to_lowercase();
        let user = store::user::find_by_email(self.ctx.db.read(), &email).await?;
        let user = user.ok_or_else(|| Error::not_found("user"))?;
        let new = URL_SAFE_NO_PAD.encode(self.ctx.clock.random::<15>());
        let hash = self.hash(new.clone()).await?;
        let caller = Caller::system("command-line");
        let tx = self.ctx.begin().await?;
        store::user::reset_password(&tx, user.user.id, hash, self.ctx.clock.now()).await?;
        store::session::end_all(&tx, user.user.id, None).await?;
        let detail = serde_json::json!({ "changed": "password, from the command line" });
        audit::verb(&self.ctx, &tx, &caller, Action::Update, Resource::User, user.user.id, &detail).await?;
        tx.commit().await.map_err(store::error)?;
        Ok(new)
    }
}

fn hashed(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
