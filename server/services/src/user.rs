//! Use cases of people, for operators. Signing in and a person's own account are `auth`.

use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::UserId,
    labels::Labels,
    page::{Page, PageRequest},
    user::{NewUserSpec, User, UserSpec, UserStatus},
};

use crate::{
    Auth, Caller, Ctx, Tx, audit,
    auth::check_password,
    permission::{Action, Resource},
    store,
    write::{Mode, check_version},
};

/// Which people are listed.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Part of the address or name, without case.
    pub search: Option<String>,
    /// Only those in this status.
    pub status: Option<UserStatus>,
    /// Labels that all must be there.
    pub labels: Labels,
}

/// Use cases of people.
#[derive(Debug, Clone)]
pub struct Users {
    ctx: Ctx,
    auth: Auth,
}

impl Users {
    pub(crate) fn new(ctx: Ctx, auth: Auth) -> Self {
        Self { ctx, auth }
    }

    /// By address, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(&self, caller: &Caller, filter: &UserFilter, page: &PageRequest) -> Result<Page<User>> {
        caller.operator(Action::Read)?;
        store::user::list(self.ctx.db.read(), filter, page, &self.ctx.settings).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: UserId) -> Result<User> {
        caller.operator(Action::Read)?;
        store::user::get(self.ctx.db.read(), id).await?.ok_or_else(|| Error::not_found("user"))
    }

    /// Adds one.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`], also when the address is taken.
    pub async fn create(&self, caller: &Caller, draft: NewUserSpec, mode: Mode) -> Result<User> {
        caller.operator(Action::Create)?;
        let NewUserSpec { user: mut spec, password } = draft;
        let mut check = Check::new();
        check.within("user", |c| spec.check(c));
        if let Some(Err(reason)) = password.as_deref().map(|p| check_password(p, &spec.email)) {
            check.fail("password", reason);
        }
        // Before the password is hashed, which takes long, and again by the index.
        let taken = store::user::email_taken(self.ctx.db.read(), &spec.email, None).await?;
        check.ensure(!taken, "user.email", Reason::new(Code::NameTaken).with("value", &spec.email));
        let spec = check.finish(|| Some(spec))?;
        let hash = match password {
            Some(password) => Some(self.auth.hash(password).await?),
            None => None,
        };
        let now = self.ctx.clock.now();
        let user = User {
            id: self.ctx.clock.id(),
            version: 1,
            spec,
            status: UserStatus::Active,
            has_password: hash.is_some(),
            created_at: now,
            updated_at: now,
        };
        let tx = self.ctx.begin().await?;
        store::user::insert(&tx, &user, hash).await.map_err(within_user)?;
        audit::created(&self.ctx, &tx, caller, Resource::User, user.id, &user.spec).await?;
        mode.finish(tx).await?;
        Ok(user)
    }

    /// Replaces what was said about one.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not
    /// the stored one; [`Error::Invalid`], also when the address is taken; [`Error::Conflict`] when
    /// no administrator would remain.
    pub async fn update(
        &self,
        caller: &Caller,
        id: UserId,
        version: i64,
        mut spec: UserSpec,
        mode: Mode,
    ) -> Result<User> {
        let change = async |tx: &Tx, before| {
            let mut check = Check::new();
            spec.check(&mut check);
            let taken = store::user::email_taken(tx, &spec.email, Some(id)).await?;
            check.ensure(!taken, "email", Reason::new(Code::NameTaken).with("value", &spec.email));
            check.finish(|| Some(User { spec, ..before }))
        };
        self.change(caller, id, version, mode, change).await
    }

    /// Lets one sign in, or no longer: then all their sessions end.
    ///
    /// # Errors
    /// As [`Self::update`].
    pub async fn set_status(
        &self,
        caller: &Caller,
        id: UserId,
        version: i64,
        status: UserStatus,
        mode: Mode,
    ) -> Result<User> {
        self.change(caller, id, version, mode, async |_, before| Ok(User { status, ..before })).await
    }

    async fn change(
        &self,
        caller: &Caller,
        id: UserId,
        version: i64,
        mode: Mode,
        change: impl AsyncFnOnce(&Tx, User) -> Result<User>,
    ) -> Result<User> {
        caller.operator(Action::Update)?;
        let tx = self.ctx.begin().await?;
        // Before the person's own row: two who disable each other take turns here.
        let admins = store::user::lock_admins(&tx).await?;
        let before = store::user::lock(&tx, id).await?.ok_or_else(|| Error::not_found("user"))?;
        check_version(before.version, version)?;
        let changed = change(&tx, before.clone()).await?;
        let after = User { version: before.version + 1, updated_at: self.ctx.clock.now(), ..changed };
        if before.is_admin() && !after.is_admin() && admins.iter().all(|admin| *admin == id) {
            return Err(Error::conflict(Code::LastAdmin));
        }
        store::user::update(&tx, &after).await?;
        if after.status == UserStatus::Disabled {
            store::session::end_all(&tx, id, None).await?;
        }
        audit::updated(&self.ctx, &tx, caller, Resource::User, id, &before, &after).await?;
        mode.finish(tx).await?;
        Ok(after)
    }
}

/// The draft holds the person under `user`.
fn within_user(error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in &mut fields {
                field.field = format!("user.{}", field.field);
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}
