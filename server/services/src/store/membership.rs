//! Queries of people's roles in tenants.

use domain::{Result, id::UserId, role::Role, tenant::TenantStatus};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::error;
use crate::{
    TenantAccess,
    entity::{Id, membership, tenant},
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
