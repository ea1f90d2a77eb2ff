//! The use cases over a database of their own, at a time that tests move, and people who call them.

use domain::{
    Timestamp,
    role::{PlatformRole, Role},
    tenant::{Tenant, TenantSpec},
};
use services::{
    Bus, Caller, Clock, Ctx, Db, Keys, Mode, Services, TenantAccess, UserRef, Who, settings::Settings,
};

use super::test_db::TestDb;

/// Use cases, their clock and their database.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) services: Services,
    pub(crate) clock: Clock,
    // Last: the pools are closed before the database goes.
    _db: TestDb,
}

impl World {
    pub(crate) async fn new(database: TestDb) -> Self {
        let clock = Clock::manual(start());
        let db = Db::connect(&database.url, 10).await.unwrap();
        let keys = Keys::parse(&Keys::generate(&clock)).unwrap();
        let ctx = Ctx::new(db, clock, Bus::new(), keys, Settings::default());
        Self::over(ctx, database)
    }

    /// Over a context that was put together elsewhere.
    pub(crate) fn over(ctx: Ctx, database: TestDb) -> Self {
        Self { clock: ctx.clock.clone(), services: Services::new(ctx), _db: database }
    }

    /// May change everything under operator.
    pub(crate) fn operator(&self) -> Caller {
        self.person(PlatformRole::Admin)
    }

    /// Signed in, with a role on the platform and none in a tenant.
    pub(crate) fn person(&self, platform_role: PlatformRole) -> Caller {
        let email = format!("{platform_role}@example.com");
        let user = UserRef { id: self.clock.id(), email, platform_role };
        Caller { who: Who::User(user), tenant: None, request_id: "test".to_owned() }
    }

    /// A person with a role in a tenant.
    pub(crate) fn member(&self, tenant: &Tenant, role: Role) -> Caller {
        let access = TenantAccess {
            id: tenant.id,
            slug: tenant.spec.slug.clone(),
            role,
            is_provider: tenant.spec.is_provider,
            is_customer: tenant.spec.is_customer,
        };
        Caller { tenant: Some(access), ..self.person(PlatformRole::None) }
    }

    /// A tenant that offers and uses APIs, under `example.com`.
    pub(crate) async fn tenant(&self, slug: &str) -> Tenant {
        let spec = TenantSpec {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            is_provider: true,
            is_customer: true,
            hostname_suffixes: vec!["example.com".to_owned()],
            ..TenantSpec::default()
        };
        self.services.tenant.create(&self.operator(), spec, Mode::Commit).await.unwrap()
    }

    /// From now on the tenant may use these hostname suffixes.
    pub(crate) async fn allow(&self, tenant: &Tenant, suffixes: &[&str]) {
        let (operator, tenants) = (self.operator(), &self.services.tenant);
        let now = tenants.get(&operator, tenant.id).await.unwrap();
        let hostname_suffixes = suffixes.iter().map(|suffix| (*suffix).to_owned()).collect();
        let spec = TenantSpec { hostname_suffixes, ..now.spec };
        tenants.update(&operator, tenant.id, now.version, spec, Mode::Commit).await.unwrap();
    }
}

/// When every world begins.
pub(crate) fn start() -> Timestamp {
    "2027-01-01T00:00:00Z".parse().unwrap()
}
