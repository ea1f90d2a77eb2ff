//! Bodies that say one thing: a status, a role.

use domain::{Result, cluster::ClusterStatus, role::Role, tenant::TenantStatus, user::UserStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::body::Draft;

macro_rules! wishes {
    ($($(#[$doc:meta])* $name:ident { $field:ident: $type:ty })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            pub(super) $field: $type,
        }

        impl Draft for $name {
            fn judge(self) -> Result<()> {
                Ok(())
            }
        }
    )+};
}

wishes! {
    /// Whether a cluster takes deployments.
    ClusterStatusRequest { status: ClusterStatus }
    /// Whether a tenant may change anything.
    TenantStatusRequest { status: TenantStatus }
    /// Whether a person may sign in.
    UserStatusRequest { status: UserStatus }
    /// What a member may do.
    RoleRequest { role: Role }
}
