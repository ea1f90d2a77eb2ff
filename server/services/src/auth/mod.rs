//! Who somebody is: local accounts. Signing in is throttled, hashing is kept off the async threads,
//! and the first operator comes by a link that is printed at the first start.

mod change;
mod password;
mod setup;
pub(crate) mod throttle;

use std::{net::IpAddr, sync::Arc};

use domain::{
    Code, Error, Result,
    id::UserId,
    role::Role,
    text::is_one_line,
    user::{Locale, UserStatus},
};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

pub(crate) use password::check as check_password;
pub use setup::FirstOperator;

use crate::{
    Caller, Ctx, TenantAccess, UserRef, Who, audit,
    permission::{Action, Resource},
    store,
};

/// Use cases of signing in.
#[derive(Debug, Clone)]
pub struct Auth {
    ctx: Ctx,
    hashing: Arc<Semaphore>,
}

/// A person who is signed in, with what their pages and their caller need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The person.
    pub user: UserRef,
    /// Their name.
    pub name: String,
    /// The language they chose.
    pub locale: Locale,
    /// The tenants they belong to, by slug, with each one's name.
    pub tenants: Vec<(TenantAccess, String)>,
}

/// Somebody who has just proved who they are. A session can be begun with it until their password or
/// status changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// Stands for the password that was checked, without telling anything about it.
    pub proof: String,
}

/// Stands for a stored password hash: equal until the password changes.
pub(crate) fn proof_of(password_hash: &str) -> String {
    hex::encode(Sha256::digest(password_hash))
}

impl Auth {
    pub(crate) fn new(ctx: Ctx) -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self { ctx, hashing: Arc::new(Semaphore::new(threads)) }
    }

    /// Checks an e-mail address and a password.
    ///
    /// # Errors
    /// [`Error::TooMany`] after repeated failures from this address; [`Error::Unauthenticated`] when
    /// they do not fit, or the account is disabled; [`Error::Unavailable`] when too many people sign
    /// in at once.
    pub async fn login(
        &self,
        caller: &Caller,
        email: &str,
        password: &str,
        from: IpAddr,
    ) -> Result<SignedIn> {
        let email = email.trim().to_lowercase();
        let counters = throttle::of_login(&email, from);
        throttle::count(&self.ctx, &counters).await?;
        // What is no address is nobody's, and not every engine takes the question.
        let user = match is_one_line(&email) {
            true => store::user::find_by_email(self.ctx.db.read(), &email).await?,
            false => None,
        };
        let hash = user.as_ref().and_then(|u| u.password_hash.clone());
        let fits = password::fits(&self.hashing, hash.clone(), password.to_owned()).await?;
        let Some((user, hash)) = user.zip(hash).filter(|_| fits) else {
            tracing::info!(%from, "a sign-in failed");
            return Err(Error::Unauthenticated(Code::BadCredentials.into()));
        };
        if user.status == UserStatus::Disabled {
            return Err(Error::Unauthenticated(Code::AccountDisabled.into()));
        }
        let id = user.user.id;
        let signed = Caller { who: Who::User(user.user), ..caller.clone() };
        let tx = self.ctx.begin().await?;
        throttle::forgive(&self.ctx, &tx, &counters).await?;
        let detail = serde_json::json!({ "address": from });
        audit::verb(&self.ctx, &tx, &signed, Action::SignIn, Resource::User, id, &detail).await?;
        tx.commit().await.map_err(store::error)?;
        Ok(SignedIn { user: id, proof: proof_of(&hash) })
    }

    /// Hashes a password in the background, in its turn.
    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        password::hash_in_background(&self.hashing, password, self.ctx.clock.random()).await
    }

    /// A person who may act; `None` when they are gone or disabled, so that a session of theirs no
    /// longer counts.
    ///
    /// # Errors
    /// What the store says.
    pub async fn identity(&self, id: UserId) -> Result<Option<Identity>> {
        let db = self.ctx.db.read();
        let Some(user) = store::user::find(db, id).await?.filter(|u| u.status == UserStatus::Active) else {
            return Ok(None);
        };
        let tenants = store::membership::of_user(db, id).await?;
        Ok(Some(Identity {
            user: user.user,
            name: user.name,
            locale: user.locale,
            tenants: tenants.into_iter().map(|joined| (joined.access, joined.name)).collect(),
        }))
    }
}

impl Identity {
    /// The tenants alone, for a [`Caller`].
    pub fn access(&self) -> Vec<TenantAccess> {
        self.tenants.iter().map(|(access, _)| access.clone()).collect()
    }

    /// The role in one tenant.
    pub fn role_in(&self, slug: &str) -> Option<Role> {
        self.tenants.iter().find(|(t, _)| t.slug == slug).map(|(t, _)| t.role)
    }
}
