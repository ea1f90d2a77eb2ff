//! Headers of requests, as the OpenAPI document describes them.

use utoipa::IntoParams;

/// In which tenant.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct TenantHeader {
    /// Slug of the tenant.
    #[param(rename = "X-Tenant-Slug", example = "acme")]
    #[expect(dead_code, reason = "read by InTenant")]
    tenant: String,
}

/// Based on which version.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct VersionHeader {
    /// ETag of the version that the change is based on.
    #[param(rename = "If-Match", example = "\"1\"")]
    #[expect(dead_code, reason = "read by IfMatch")]
    if_match: String,
}
