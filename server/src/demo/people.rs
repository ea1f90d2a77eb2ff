//! Who is in the demo: an operator, somebody at a provider, and somebody at a customer.

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::{TenantId, UserId},
    membership::MembershipSpec,
    page::PageRequest,
    role::{PlatformRole, Role},
    tenant::TenantSpec,
    user::{Locale, NewUserSpec, UserSpec},
};
use serde::{Deserialize, Serialize};
use services::{Caller, Mode, Services, TenantFilter, UserFilter, Who};

use super::note::Note;

const REQUEST: &str = "demo";
/// In the order of [`Note::logins`].
const OPERATOR: (&str, &str) = ("operator@demo.example", "Olga Operator");
const PROVIDER: (&str, &str) = ("ada@acme.example", "Ada Acme");
const CUSTOMER: (&str, &str) = ("gil@globex.example", "Gil Globex");

/// How somebody signs in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Login {
    pub(super) email: String,
    pub(super) password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("email", &self.email).finish_non_exhaustive()
    }
}

/// Somebody, as they sign in and as the use cases know them.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) login: Login,
    pub(super) caller: Caller,
}

impl Person {
    pub(super) fn tenant_slug(&self) -> String {
        self.caller.tenant.as_ref().map(|tenant| tenant.slug.clone()).unwrap_or_default()
    }
}

#[derive(Debug)]
pub(super) struct People {
    pub(super) operator: Person,
    pub(super) provider: Person,
    pub(super) customer: Person,
}

impl People {
    /// Finds everybody by address, and makes who is not there.
    pub(super) async fn meet(services: &Services, note: Option<&Note>) -> Result<Self> {
        let acme = tenant(services, provider_tenant()).await?;
        let globex = tenant(services, customer_tenant()).await?;
        Ok(Self {
            operator: person(services, OPERATOR, PlatformRole::Admin, None, note).await?,
            provider: person(services, PROVIDER, PlatformRole::None, Some(acme), note).await?,
            customer: person(services, CUSTOMER, PlatformRole::None, Some(globex), note).await?,
        })
    }

    pub(super) fn all(&self) -> [(&'static str, &Person); 3] {
        [
            ("operator", &self.operator),
            ("provider (acme)", &self.provider),
            ("customer (globex)", &self.customer),
        ]
    }

    pub(super) fn logins(&self) -> Vec<Login> {
        self.all().into_iter().map(|(_, person)| person.login.clone()).collect()
    }
}

fn provider_tenant() -> TenantSpec {
    TenantSpec {
        slug: "acme".to_owned(),
        name: "Acme".to_owned(),
        is_provider: true,
        hostname_suffixes: vec!["acme.example".to_owned()],
        ..TenantSpec::default()
    }
}

fn customer_tenant() -> TenantSpec {
    TenantSpec {
        slug: "globex".to_owned(),
        name: "Globex".to_owned(),
        is_customer: true,
        ..TenantSpec::default()
    }
}

async fn tenant(services: &Services, spec: TenantSpec) -> Result<TenantId> {
    let system = Caller::system(REQUEST);
    let filter = TenantFilter { search: Some(spec.slug.clone()), ..TenantFilter::default() };
    let found = services.tenant.list(&system, &filter, &PageRequest::default()).await?;
    Ok(match found.items.iter().find(|tenant| tenant.spec.slug == spec.slug) {
        Some(tenant) => tenant.id,
        None => services.tenant.create(&system, spec, Mode::Commit).await?.id,
    })
}

async fn person(
    services: &Services,
    (email, name): (&str, &str),
    platform_role: PlatformRole,
    tenant: Option<TenantId>,
    note: Option<&Note>,
) -> Result<Person> {
    let known = note.and_then(|note| note.logins.iter().find(|login| login.email == email));
    let (id, password) = match (user(services, email).await?, known) {
        (Some(id), Some(login)) => (id, login.password.clone()),
        // Nobody knows the old one.
        (Some(id), None) => (id, services.auth.reset_password(email).await?),
        (None, _) => add(services, email, name, platform_role, tenant).await?,
    };
    let identity = services.auth.identity(id).await?.with_context(|| format!("{email} has been disabled"))?;
    let tenant = identity.access().into_iter().find(|access| Some(access.id) == tenant);
    let login = Login { email: email.to_owned(), password };
    let caller = Caller { who: Who::User(identity.user), tenant, request_id: REQUEST.to_owned() };
    Ok(Person { login, caller })
}

async fn user(services: &Services, email: &str) -> Result<Option<UserId>> {
    let filter = UserFilter { search: Some(email.to_owned()), ..UserFilter::default() };
    let found = services.user.list(&Caller::system(REQUEST), &filter, &PageRequest::default()).await?;
    Ok(found.items.iter().find(|user| user.spec.email == email).map(|user| user.id))
}

async fn add(
    services: &Services,
    email: &str,
    name: &str,
    platform_role: PlatformRole,
    tenant: Option<TenantId>,
) -> Result<(UserId, String)> {
    let system = Caller::system(REQUEST);
    let password = URL_SAFE_NO_PAD.encode(services.ctx.clock.random::<12>());
    let user = UserSpec {
        email: email.to_owned(),
        name: name.to_owned(),
        platform_role,
        locale: Locale::En,
        labels: Default::default(),
    };
    let spec = NewUserSpec { user, password: Some(password.clone()) };
    let id = services.user.create(&system, spec, Mode::Commit).await?.id;
    if let Some(tenant_id) = tenant {
        let membership = MembershipSpec { tenant_id, user_id: id, role: Role::Owner };
        services.membership.create(&system, membership, Mode::Commit).await?;
    }
    Ok((id, password))
}
