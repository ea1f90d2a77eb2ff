//! People and scripts, made through the use cases.

use domain::{
    access_token::AccessTokenSpec,
    labels::Labels,
    membership::MembershipSpec,
    role::{PlatformRole, Role},
    tenant::{Tenant, TenantSpec},
    user::{Locale, NewUserSpec, User, UserSpec},
};
use services::{Caller, Mode, Who};

use super::test_app::TestApp;

/// Everybody's.
pub(crate) const PASSWORD: &str = "correct horse battery";

fn system() -> Caller {
    Caller::system("test")
}

impl TestApp {
    /// A tenant that offers and uses APIs.
    pub(crate) async fn tenant(&self, slug: &str) -> Tenant {
        self.tenant_of_kind(slug, true).await
    }

    /// A tenant that only uses APIs.
    pub(crate) async fn customer(&self, slug: &str) -> Tenant {
        self.tenant_of_kind(slug, false).await
    }

    async fn tenant_of_kind(&self, slug: &str, is_provider: bool) -> Tenant {
        let spec = TenantSpec {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            is_provider,
            is_customer: true,
            hostname_suffixes: vec!["example.com".to_owned()],
            ..TenantSpec::default()
        };
        self.services.tenant.create(&system(), spec, Mode::Commit).await.unwrap()
    }

    /// Somebody who can sign in with [`PASSWORD`].
    pub(crate) async fn user(&self, email: &str, platform_role: PlatformRole) -> User {
        let user = UserSpec {
            email: email.to_owned(),
            name: email.split('@').next().unwrap().to_owned(),
            platform_role,
            locale: Locale::En,
            labels: Labels::new(),
        };
        let draft = NewUserSpec { user, password: Some(PASSWORD.to_owned()) };
        self.services.user.create(&system(), draft, Mode::Commit).await.unwrap()
    }

    /// Somebody with a role in a tenant.
    pub(crate) async fn member(&self, tenant: &Tenant, email: &str, role: Role) -> User {
        let user = self.user(email, PlatformRole::None).await;
        self.join(tenant, &user, role).await;
        user
    }

    /// Gives somebody a role in a tenant.
    pub(crate) async fn join(&self, tenant: &Tenant, user: &User, role: Role) {
        let spec = MembershipSpec { tenant_id: tenant.id, user_id: user.id, role };
        self.services.membership.create(&system(), spec, Mode::Commit).await.unwrap();
    }

    /// The secret of a person's access token.
    pub(crate) async fn access_token(&self, user: &User, scopes: &[&str]) -> String {
        self.access_token_for(user, scopes, None).await
    }

    /// The secret of an access token that reaches one tenant alone.
    pub(crate) async fn access_token_for(
        &self,
        user: &User,
        scopes: &[&str],
        tenant: Option<&str>,
    ) -> String {
        let identity = self.services.auth.identity(user.id).await.unwrap().unwrap();
        let caller = Caller { who: Who::User(identity.user), ..system() };
        let spec = AccessTokenSpec {
            name: "test".to_owned(),
            tenant: tenant.map(str::to_owned),
            scopes: scopes.iter().map(|s| (*s).to_owned()).collect(),
            expires_at: None,
        };
        let made = self.services.access_token.create(&caller, spec, Mode::Commit).await.unwrap();
        made.secret.unwrap()
    }

    /// A script that may do everything a tenant's editor may.
    pub(crate) async fn editor(&self, tenant: &Tenant) -> String {
        let email = format!("editor@{}.example.com", tenant.spec.slug);
        let user = self.member(tenant, &email, Role::Editor).await;
        self.access_token(&user, &["provider:write", "customer:write"]).await
    }
}
