//! One person's account: the user, their place in a tenant, a token for scripts. A run that was killed
//! may have left any part of it, so each is looked for by itself.

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access_token::AccessTokenSpec,
    id::{TenantId, UserId},
    membership::MembershipSpec,
    role::{PlatformRole, Role},
    user::{Locale, NewUserSpec, UserSpec},
};
use services::{Caller, MembershipFilter, Mode, Services, UserFilter, Who};

use super::{Login, Person, REQUEST, all, find};

/// What somebody is to have.
pub(super) struct Account {
    pub(super) email: &'static str,
    pub(super) name: &'static str,
    /// What their token is for.
    pub(super) persona: &'static str,
    pub(super) platform_role: PlatformRole,
}

impl Account {
    /// Finds it, and makes what is missing. `known` is how people signed in before.
    pub(super) async fn open(
        &self,
        services: &Services,
        tenant: Option<TenantId>,
        known: &[Login],
    ) -> Result<Person> {
        let email = self.email;
        let known = known.iter().find(|login| login.email == email);
        let (id, password) = match (self.user(services).await?, known) {
            (Some(id), Some(login)) => (id, login.password.clone()),
            // Nobody knows the old one.
            (Some(id), None) => (id, services.auth.reset_password(email).await?),
            (None, _) => self.add(services).await?,
        };
        if let Some(tenant) = tenant {
            join(services, id, tenant).await?;
        }
        let identity = services.auth.identity(id).await?;
        let identity = identity.with_context(|| format!("{email} has been disabled"))?;
        let tenant = identity.access().into_iter().find(|access| Some(access.id) == tenant);
        let caller = Caller { who: Who::User(identity.user), tenant, request_id: REQUEST.to_owned() };
        let token = self.token(services, &caller, known.map(|login| login.token.as_str())).await?;
        Ok(Person { login: Login { email: email.to_owned(), password, token }, caller })
    }

    async fn user(&self, services: &Services) -> Result<Option<UserId>> {
        let system = Caller::system(REQUEST);
        let filter = UserFilter { search: Some(self.email.to_owned()), ..UserFilter::default() };
        let list = async |page: &_| services.user.list(&system, &filter, page).await;
        let found = find(list, |user| user.spec.email == self.email).await?;
        Ok(found.map(|user| user.id))
    }

    async fn add(&self, services: &Services) -> Result<(UserId, String)> {
        let password = URL_SAFE_NO_PAD.encode(services.ctx.clock.random::<12>());
        let user = UserSpec {
            email: self.email.to_owned(),
            name: self.name.to_owned(),
            platform_role: self.platform_role,
            locale: Locale::En,
            labels: Default::default(),
        };
        let spec = NewUserSpec { user, password: Some(password.clone()) };
        let user = services.user.create(&Caller::system(REQUEST), spec, Mode::Commit).await?;
        Ok((user.id, password))
    }

    /// A token with all its owner may do: the earlier one while it works, else a new one in its place.
    async fn token(&self, services: &Services, caller: &Caller, earlier: Option<&str>) -> Result<String> {
        let tokens = &services.access_token;
        if let Some(earlier) = earlier
            && tokens.authenticate(earlier).await.is_ok()
        {
            return Ok(earlier.to_owned());
        }
        let name = format!("demo {}", self.persona);
        let list = async |page: &_| tokens.list(caller, page).await;
        for lost in all(list, |token| token.spec.name == name && token.revoked_at.is_none()).await? {
            tokens.revoke(caller, lost.id, Mode::Commit).await?;
        }
        let spec = AccessTokenSpec {
            name,
            tenant: caller.tenant.as_ref().map(|tenant| tenant.slug.clone()),
            scopes: vec![format!("{}:read", self.persona), format!("{}:write", self.persona)],
            expires_at: None,
        };
        let made = tokens.create(caller, spec, Mode::Commit).await?;
        made.secret.context("an access token was made without its secret")
    }
}

async fn join(services: &Services, user_id: UserId, tenant_id: TenantId) -> Result<()> {
    let system = Caller::system(REQUEST);
    let filter = MembershipFilter { tenant: Some(tenant_id), user: Some(user_id) };
    let list = async |page: &_| services.membership.list(&system, filter, page).await;
    if find(list, |_| true).await?.is_none() {
        let spec = MembershipSpec { tenant_id, user_id, role: Role::Owner };
        services.membership.create(&system, spec, Mode::Commit).await?;
    }
    Ok(())
}
