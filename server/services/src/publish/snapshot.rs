//! What a revision is made of, and everything that has to be true before one is made.

use domain::{
    Code, Error, Reason, Result,
    api_service::ApiService,
    cluster::ClusterStatus,
    draft::Check,
    product::{Product, ProductStatus},
    product_publish::{ProductPublish, ProductPublishSpec},
    revision::{ClusterRef, GatewaySnapshot, PlanSnapshot, ProductRef, ServiceSnapshot, Snapshot, TenantRef},
};
use render::Capabilities;

use crate::{
    TenantScope, Tx, api_service,
    product_publish::{check_address, check_plans},
    store::{self, cluster::StoredCluster},
};

/// How services and plans are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Kept from changing and going until the transaction ends: they are frozen.
    Shared,
    /// As they are: they are only looked at.
    Plain,
}

/// Everything that rendering needs, with everything that stands in the way recorded.
pub(super) async fn snapshot(
    tx: &Tx,
    scope: TenantScope,
    publish: &ProductPublish,
    reading: Reading,
    check: &mut Check,
) -> Result<Option<(Snapshot, Capabilities)>> {
    let spec = &publish.spec;
    spec.check_complete(check);
    let tenant =
        store::tenant::find(tx, scope.tenant_id()).await?.ok_or_else(|| Error::not_found("tenant"))?;
    let product =
        store::product::find(tx, scope, spec.product_id).await?.ok_or_else(|| Error::not_found("product"))?;
    let cluster =
        store::cluster::find(tx, spec.cluster_id).await?.ok_or_else(|| Error::not_found("cluster"))?;
    if product.spec.status != ProductStatus::Active {
        let state = product.spec.status;
        check.fail(
            "product_id",
            Reason::new(Code::BadTransition).with("noun", "product").with("state", state),
        );
    }
    let mut services = match reading {
        Reading::Shared => store::api_service::lock_all_shared(tx, scope, &spec.api_services).await?,
        Reading::Plain => store::api_service::find_all(tx, scope, &spec.api_services).await?,
    };
    services.sort_by_key(|s| s.id);
    let mut plans = match reading {
        Reading::Shared => store::plan::lock_shared(tx, scope, product.id, &spec.plans).await?,
        Reading::Plain => product.plans.iter().filter(|p| spec.plans.contains(&p.id)).cloned().collect(),
    };
    plans.sort_by_key(|p| p.id);
    check_services(check, spec, &product, &services);
    check_plans(check, spec, &plans);
    check_cluster(check, scope, spec, &cluster);
    let gateway = match spec.gateway_id {
        Some(id) => store::gateway::find(tx, scope, id).await?,
        None => None,
    };
    check_address(check, spec, &tenant.spec.hostname_suffixes, gateway.as_ref().map(|g| &g.spec));
    let built = gateway.map(|gateway| Snapshot {
        tenant: TenantRef { id: tenant.id, slug: tenant.spec.slug.clone() },
        publish_id: publish.id,
        cluster: reference(&cluster),
        product: ProductRef {
            id: product.id,
            name: product.spec.name.clone(),
            version: product.spec.product_version.clone(),
        },
        environment: spec.environment,
        gateway: GatewaySnapshot { id: gateway.id, spec: gateway.spec },
        hostnames: spec.hostnames.clone(),
        base_path: spec.base_path.clone(),
        auth_mode: spec.auth_mode,
        auth_config: spec.auth_config.clone(),
        services: services.into_iter().map(|s| ServiceSnapshot { id: s.id, spec: s.spec }).collect(),
        plans: plans.into_iter().map(|p| PlanSnapshot { id: p.id, spec: p.spec }).collect(),
        visibility: spec.visibility,
    });
    let capabilities = Capabilities::of_cluster(&cluster.spec, cluster.found.as_ref());
    for obstacle in built.iter().flat_map(|built| render::check(built, &capabilities)) {
        check.fail(&obstacle.field, obstacle.reason);
    }
    Ok(built.map(|built| (built, capabilities)))
}

/// The cluster as a revision remembers it.
pub(super) fn reference(cluster: &StoredCluster) -> ClusterRef {
    ClusterRef {
        id: cluster.id,
        name: cluster.spec.name.clone(),
        gateway_class: cluster.spec.gateway_class.clone(),
    }
}

/// The product may have changed since the publish was saved, and a service may be gone: what is
/// missing is named, not left out.
fn check_services(check: &mut Check, spec: &ProductPublishSpec, product: &Product, services: &[ApiService]) {
    let there = |id| product.spec.api_services.contains(id) && services.iter().any(|s| s.id == *id);
    for (i, id) in spec.api_services.iter().enumerate().filter(|(_, id)| !there(id)) {
        check.fail(&format!("api_services[{i}]"), api_service::unknown(*id));
    }
    let empty = services.iter().all(|s| s.spec.routes.is_empty());
    check.ensure(!empty || services.is_empty(), "api_services", Code::NothingToPublish);
}

pub(super) fn check_cluster(
    check: &mut Check,
    scope: TenantScope,
    spec: &ProductPublishSpec,
    cluster: &StoredCluster,
) {
    let name = &cluster.spec.name;
    if cluster.status != ClusterStatus::Active {
        let reason = Reason::new(Code::ClusterNotActive).with("cluster", name).with("state", cluster.status);
        check.fail("cluster_id", reason);
    }
    if !cluster.spec.allows_tenant(scope.tenant_id()) {
        let reason = Reason::new(Code::UnknownReference).with("noun", "cluster").with("value", cluster.id);
        check.fail("cluster_id", reason);
    }
    if !cluster.spec.environments.contains(&spec.environment) {
        let reason =
            Reason::new(Code::ClusterNotAllowed).with("cluster", name).with("environment", spec.environment);
        check.fail("environment", reason);
    }
}
