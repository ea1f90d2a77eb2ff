//! A person's own password.

use domain::{Code, Error, Result, draft::Check, id::SessionId};

use super::{Auth, password, throttle};
use crate::{
    Caller, audit,
    permission::{Action, Resource},
    store,
};

impl Auth {
    /// Changes the caller's own password and ends their sessions, but for the one to keep.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the current password is wrong (`current_password`) and when the new
    /// one is too weak (`password`), both at once; [`Error::TooMany`] after repeated failures;
    /// [`Error::Unauthenticated`] without a person, [`Error::Forbidden`] for tokens.
    pub async fn change_password(
        &self,
        caller: &Caller,
        current: &str,
        new: &str,
        keep: Option<SessionId>,
    ) -> Result<()> {
        let user = caller.person()?;
        // Whoever has found an open browser would guess here.
        let counters = throttle::of_change(user.id);
        throttle::count(&self.ctx, &counters).await?;
        let row = store::user::find(self.ctx.db.read(), user.id).await?;
        let row = row.ok_or_else(|| Error::not_found("user"))?;
        let fits = password::fits(&self.hashing, row.password_hash.clone(), current.to_owned()).await?;
        let old = row.password_hash.filter(|_| fits);
        if fits {
            // Thinking of a better new one is no guessing.
            let tx = self.ctx.begin().await?;
            throttle::forgive(&self.ctx, &tx, &counters).await?;
            tx.commit().await.map_err(store::error)?;
        }
        let mut check = Check::new();
        check.ensure(old.is_some(), "current_password", Code::BadCredentials);
        if let Err(reason) = password::check(new, &row.user.email) {
            check.fail("password", reason);
        }
        let old = check.finish(|| old)?;
        let hash = self.hash(new.to_owned()).await?;
        let now = self.ctx.clock.now();
        let tx = self.ctx.begin().await?;
        // Hashing took its time: what was checked has to be what is stored.
        if !store::user::change_password(&tx, user.id, old, hash, now).await? {
            return Err(Error::field("current_password", Code::BadCredentials));
        }
        store::session::end_all(&tx, user.id, keep).await?;
        let detail = serde_json::json!({ "changed": "password" });
        audit::verb(&self.ctx, &tx, caller, Action::Update, Resource::User, user.id, &detail).await?;
        tx.commit().await.map_err(store::error)
    }
}
