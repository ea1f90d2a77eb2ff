//! The tenant item: a namespace per provider.

use domain::revision::TenantRef;
use serde_json::{Value, json};

use crate::{name, object::Owner};

/// The namespace that holds everything of a provider.
pub(crate) fn manifests(tenant: &TenantRef) -> Vec<Value> {
    let about = format!("tenant {}", tenant.slug);
    vec![Owner::tenant(tenant.id).object("v1", "Namespace", &name::of(tenant.id), &about, json!({}))]
}
