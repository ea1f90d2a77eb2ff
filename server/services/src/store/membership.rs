//! Queries of people's roles in tenants.

use std::collections::HashMap;

use domain::{
    Result,
    id::{MembershipId, TenantId, UserId},
    labels::Labels,
    membership::{Membership, MembershipSpec},
    page::{Page, PageRequest},
    role::Role,
    tenant::TenantStatus,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use super::{error, newest_first};
use crate::{
    TenantAccess, Tx,
    entity::{Id, Js, Text, membership, tenant, user},
    membership::MembershipFilter,
    settings::Settings,
};

/// A tenant and what the person may do in it.
#[derive(Debug, Clone)]
pub(crate) struct Joined {
    pub(crate) access: TenantAccess,
    pub(crate) name: String,
}

/// The tenants a person belongs to, by slug. In a suspended tenant everybody may only look.
pub(crate) async fn of_user<C: ConnectionTrait>(db: &C, user: UserId) -> Result<Vec<Joined>> {
    let mine = membership::Entity::find().filter(membership::Column::UserId.eq(Id(user))).all(db).await;
    let mine = mine.map_err(error)?;
    let ids: Vec<_> = mine.iter().map(|m| m.tenant_id).collect();
    let tenants = tenant::Entity::find()
        .filter(tenant::Column::Id.is_in(ids))
        .order_by_asc(tenant::Column::Slug)
        .all(db)
        .await
        .map_err(error)?;
    let role = |row: &tenant::Model| match row.status.0 {
        TenantStatus::Suspended => Some(Role::Viewer),
        TenantStatus::Active => mine.iter().find(|m| m.tenant_id == row.id).map(|m| m.role.0),
    };
    Ok(tenants
        .into_iter()
        .filter_map(|row| {
            let role = role(&row)?;
            let access = TenantAccess {
                id: row.id.0,
                slug: row.slug,
                role,
                is_provider: row.is_provider,
                is_customer: row.is_customer,
            };
            Some(Joined { access, name: row.name })
        })
        .collect())
}

/// Newest first.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    wanted: MembershipFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<Membership>> {
    let query = membership::Entity::find()
        .apply_if(wanted.tenant, |query, id| query.filter(membership::Column::TenantId.eq(Id(id))))
        .apply_if(wanted.user, |query, id| query.filter(membership::Column::UserId.eq(Id(id))));
    let rows = newest_first(db, query, membership::Column::Id, page, settings, |row| row.id).await?;
    Ok(Page { items: named(db, rows.items).await?, next_cursor: rows.next_cursor })
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: MembershipId) -> Result<Option<Membership>> {
    let row = membership::Entity::find_by_id(Id(id)).one(db).await.map_err(error)?;
    Ok(named(db, row.into_iter().collect()).await?.pop())
}

/// Whether the person is a member of the tenant.
pub(crate) async fn exists(tx: &Tx, spec: &MembershipSpec) -> Result<bool> {
    let same = membership::Entity::find()
        .filter(membership::Column::TenantId.eq(Id(spec.tenant_id)))
        .filter(membership::Column::UserId.eq(Id(spec.user_id)));
    Ok(same.count(tx).await.map_err(error)? > 0)
}

/// The owners of a tenant.
pub(crate) async fn owners(tx: &Tx, tenant: TenantId) -> Result<Vec<MembershipId>> {
    let ids: Vec<Id<MembershipId>> = membership::Entity::find()
        .filter(membership::Column::TenantId.eq(Id(tenant)))
        .filter(membership::Column::Role.eq(Text(Role::Owner)))
        .select_only()
        .column(membership::Column::Id)
        .into_tuple()
        .all(tx)
        .await
        .map_err(error)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, membership: &Membership) -> Result<()> {
    let row = membership::ActiveModel { id: Set(Id(membership.id)), ..row_of(membership) };
    membership::Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one whose tenant is locked.
pub(crate) async fn update(tx: &Tx, membership: &Membership) -> Result<()> {
    membership::Entity::update(row_of(membership)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes one whose tenant is locked.
pub(crate) async fn delete(tx: &Tx, id: MembershipId) -> Result<()> {
    membership::Entity::delete_by_id(Id(id)).exec(tx).await.map_err(error)?;
    Ok(())
}

fn row_of(membership: &Membership) -> membership::ActiveModel {
    membership::ActiveModel {
        id: Unchanged(Id(membership.id)),
        version: Set(membership.version),
        labels: Set(Js(Labels::new())),
        created_at: Set(membership.created_at),
        updated_at: Set(membership.updated_at),
        tenant_id: Set(Id(membership.spec.tenant_id)),
        user_id: Set(Id(membership.spec.user_id)),
        role: Set(Text(membership.spec.role)),
    }
}

/// Rows with the names of both sides, two queries for all of them.
async fn named<C: ConnectionTrait>(db: &C, rows: Vec<membership::Model>) -> Result<Vec<Membership>> {
    let slugs: HashMap<TenantId, String> = tenant::Entity::find()
        .filter(tenant::Column::Id.is_in(rows.iter().map(|row| row.tenant_id)))
        .all(db)
        .await
        .map_err(error)?
        .into_iter()
        .map(|row| (row.id.0, row.slug))
        .collect();
    let emails: HashMap<UserId, String> = user::Entity::find()
        .filter(user::Column::Id.is_in(rows.iter().map(|row| row.user_id)))
        .all(db)
        .await
        .map_err(error)?
        .into_iter()
        .map(|row| (row.id.0, row.email))
        .collect();
    let membership_of = |row: membership::Model| Membership {
        id: row.id.0,
        version: row.version,
        tenant: slugs.get(&row.tenant_id.0).cloned().unwrap_or_default(),
        email: emails.get(&row.user_id.0).cloned().unwrap_or_default(),
        spec: MembershipSpec { tenant_id: row.tenant_id.0, user_id: row.user_id.0, role: row.role.0 },
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(membership_of).collect())
}
