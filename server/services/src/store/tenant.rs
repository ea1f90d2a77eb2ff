//! Queries of tenants.

use domain::{
    Result,
    id::TenantId,
    tenant::{Tenant, TenantSpec},
};
use sea_orm::{ConnectionTrait, EntityTrait as _};

use super::error;
use crate::entity::{
    Id,
    tenant::{Entity, Model},
};

pub(crate) fn tenant_of(row: Model) -> Tenant {
    Tenant {
        id: row.id.0,
        version: row.version,
        spec: TenantSpec {
            slug: row.slug,
            name: row.name,
            is_provider: row.is_provider,
            is_customer: row.is_customer,
            hostname_suffixes: row.hostname_suffixes.0,
            limits: row.limits.0,
            labels: row.labels.0,
        },
        status: row.status.0,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: TenantId) -> Result<Option<Tenant>> {
    Ok(Entity::find_by_id(Id(id)).one(db).await.map_err(error)?.map(tenant_of))
}
