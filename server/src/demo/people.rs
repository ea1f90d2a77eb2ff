//! Who is in the demo: an operator, somebody at a provider, and somebody at a customer.

mod account;

use std::path::Path;

use anyhow::Result;
use domain::{id::TenantId, role::PlatformRole, tenant::TenantSpec};
use services::{Caller, Mode, Services, TenantFilter};

use super::{
    logins::{self, Login},
    lookup::{all, find},
};
use account::Account;

const REQUEST: &str = "demo";

const OPERATOR: Account = Account {
    email: "operator@demo.example",
    name: "Olga Operator",
    persona: "operator",
    platform_role: PlatformRole::Admin,
};
const PROVIDER: Account = Account {
    email: "ada@acme.example",
    name: "Ada Acme",
    persona: "provider",
    platform_role: PlatformRole::None,
};
const CUSTOMER: Account = Account {
    email: "gil@globex.example",
    name: "Gil Globex",
    persona: "customer",
    platform_role: PlatformRole::None,
};

/// Somebody, as they sign in and as the use cases know them.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) login: Login,
    pub(super) caller: Caller,
}

impl Person {
    pub(super) fn tenant_slug(&self) -> &str {
        self.caller.tenant.as_ref().map(|tenant| tenant.slug.as_str()).unwrap_or_default()
    }
}

#[derive(Debug)]
pub(super) struct People {
    pub(super) operator: Person,
    pub(super) provider: Person,
    pub(super) customer: Person,
}

impl People {
    /// Finds everybody by address, makes who or what is not there, and remembers how they sign in.
    pub(super) async fn meet(services: &Services, folder: &Path) -> Result<Self> {
        let known = logins::read(folder)?;
        let acme = tenant(services, provider_tenant()).await?;
        let globex = tenant(services, customer_tenant()).await?;
        let people = Self {
            operator: OPERATOR.open(services, None, &known).await?,
            provider: PROVIDER.open(services, Some(acme), &known).await?,
            customer: CUSTOMER.open(services, Some(globex), &known).await?,
        };
        logins::write(folder, &people.all().map(|(_, person)| &person.login))?;
        Ok(people)
    }

    pub(super) fn all(&self) -> [(&'static str, &Person); 3] {
        [
            ("operator", &self.operator),
            ("provider (acme)", &self.provider),
            ("customer (globex)", &self.customer),
        ]
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
    let list = async |page: &_| services.tenant.list(&system, &filter, page).await;
    Ok(match find(list, |tenant| tenant.spec.slug == spec.slug).await? {
        Some(tenant) => tenant.id,
        None => services.tenant.create(&system, spec, Mode::Commit).await?.id,
    })
}
