//! Use cases of memberships, for operators. Once a tenant has an owner it keeps at least one.

use domain::{
    Code, Error, Result,
    id::{MembershipId, TenantId, UserId},
    membership::{Membership, MembershipSpec},
    page::{Page, PageRequest},
    role::Role,
};

use crate::{
    Caller, Ctx, Tx, audit,
    permission::{Action, Resource},
    store,
    write::{Mode, check_version},
};

/// Which memberships are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct MembershipFilter {
    /// Only those of this tenant.
    pub tenant: Option<TenantId>,
    /// Only those of this person.
    pub user: Option<UserId>,
}

/// Use cases of memberships.
#[derive(Debug, Clone)]
pub struct Memberships {
    ctx: Ctx,
}

impl Memberships {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// Newest first, a page at a time.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`] for a bad cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: MembershipFilter,
        page: &PageRequest,
    ) -> Result<Page<Membership>> {
        caller.operator(Action::Read)?;
        store::membership::list(self.ctx.db.read(), filter, page, &self.ctx.settings).await
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, id: MembershipId) -> Result<Membership> {
        caller.operator(Action::Read)?;
        store::membership::find(self.ctx.db.read(), id).await?.ok_or_else(|| Error::not_found("membership"))
    }

    /// Lets a person into a tenant.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`] for an unknown tenant or person;
    /// [`Error::Conflict`] when they are a member already.
    pub async fn create(&self, caller: &Caller, spec: MembershipSpec, mode: Mode) -> Result<Membership> {
        caller.operator(Action::Create)?;
        let tx = self.ctx.begin().await?;
        let tenant = store::tenant::lock(&tx, spec.tenant_id).await?;
        let user = store::user::get(&tx, spec.user_id).await?;
        let mut check = domain::draft::Check::new();
        check.ensure(tenant.is_some(), "tenant_id", unknown("tenant", spec.tenant_id));
        check.ensure(user.is_some(), "user_id", unknown("user", spec.user_id));
        let (tenant, user) = check.finish(|| tenant.zip(user))?;
        if store::membership::exists(&tx, &spec).await? {
            return Err(Error::conflict(Code::AlreadyMember));
        }
        let now = self.ctx.clock.now();
        let membership = Membership {
            id: self.ctx.clock.id(),
            version: 1,
            spec,
            tenant: tenant.spec.slug,
            email: user.spec.email,
            created_at: now,
            updated_at: now,
        };
        store::membership::insert(&tx, &membership).await?;
        audit::created(&self.ctx, &tx, caller, (Resource::Membership, tenant.id), membership.id, &membership)
            .await?;
        mode.finish(tx).await?;
        Ok(membership)
    }

    /// Gives a member another role.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::NotFound`]; [`Error::Precondition`] when `version` is not
    /// the stored one; [`Error::Conflict`] when the tenant would have no owner.
    pub async fn set_role(
        &self,
        caller: &Caller,
        id: MembershipId,
        version: i64,
        role: Role,
        mode: Mode,
    ) -> Result<Membership> {
        caller.operator(Action::Update)?;
        let tx = self.ctx.begin().await?;
        let before = locked(&tx, id, version).await?;
        if role != Role::Owner {
            keep_an_owner(&tx, &before).await?;
        }
        let spec = MembershipSpec { role, ..before.spec };
        let updated_at = self.ctx.clock.now();
        let after = Membership { spec, version: before.version + 1, updated_at, ..before.clone() };
        store::membership::update(&tx, &after).await?;
        audit::updated(
            &self.ctx,
            &tx,
            caller,
            (Resource::Membership, before.spec.tenant_id),
            id,
            &before,
            &after,
        )
        .await?;
        mode.finish(tx).await?;
        Ok(after)
    }

    /// Takes a person out of a tenant.
    ///
    /// # Errors
    /// As [`Self::set_role`].
    pub async fn delete(&self, caller: &Caller, id: MembershipId, version: i64, mode: Mode) -> Result<()> {
        caller.operator(Action::Delete)?;
        let tx = self.ctx.begin().await?;
        let before = locked(&tx, id, version).await?;
        keep_an_owner(&tx, &before).await?;
        store::membership::delete(&tx, id).await?;
        audit::deleted(&self.ctx, &tx, caller, (Resource::Membership, before.spec.tenant_id), id, &before)
            .await?;
        mode.finish(tx).await?;
        Ok(())
    }
}

fn unknown(noun: &'static str, id: impl std::fmt::Display) -> domain::Reason {
    domain::Reason::new(Code::UnknownReference).with("noun", noun).with("value", id)
}

/// The membership under its tenant's lock: two who take each other out take turns there.
async fn locked(tx: &Tx, id: MembershipId, version: i64) -> Result<Membership> {
    let absent = || Error::not_found("membership");
    let seen = store::membership::find(tx, id).await?.ok_or_else(absent)?;
    store::tenant::lock(tx, seen.spec.tenant_id).await?;
    let now = store::membership::find(tx, id).await?.ok_or_else(absent)?;
    check_version(now.version, version)?;
    Ok(now)
}

async fn keep_an_owner(tx: &Tx, leaving: &Membership) -> Result<()> {
    if leaving.spec.role != Role::Owner {
        return Ok(());
    }
    let owners = store::membership::owners(tx, leaving.spec.tenant_id).await?;
    if owners.iter().all(|owner| *owner == leaving.id) {
        return Err(Error::conflict(Code::LastOwner));
    }
    Ok(())
}
