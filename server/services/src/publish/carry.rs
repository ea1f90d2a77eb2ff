//! Whether a cluster can carry what a draft has chosen so far: asked with every edit, so that nobody
//! learns of it only when publishing.

use domain::{
    Result, draft::Check, product_publish::ProductPublishSpec, revision::PlanSnapshot,
    revision::ServiceSnapshot,
};
use render::{Capabilities, Subject};

use crate::{TenantScope, Tx, store};

/// Records what stands in the way, by policy and capability. What is not chosen yet, or not there, is
/// left to others to name.
pub(crate) async fn check_carried(
    tx: &Tx,
    scope: TenantScope,
    spec: &ProductPublishSpec,
    check: &mut Check,
) -> Result<()> {
    let Some(cluster) = store::cluster::find(tx, spec.cluster_id).await? else { return Ok(()) };
    let Some(product) = store::product::find(tx, scope, spec.product_id).await? else { return Ok(()) };
    let services = store::api_service::find_all(tx, scope, &spec.api_services).await?;
    let services: Vec<_> = services.into_iter().map(|s| ServiceSnapshot { id: s.id, spec: s.spec }).collect();
    let chosen = product.plans.into_iter().filter(|plan| spec.plans.contains(&plan.id));
    let plans: Vec<_> = chosen.map(|plan| PlanSnapshot { id: plan.id, spec: plan.spec }).collect();
    let subject = Subject {
        cluster: &cluster.spec.name,
        base_path: &spec.base_path,
        auth_mode: spec.auth_mode,
        services: &services,
        plans: &plans,
    };
    let capabilities = Capabilities::of_cluster(&cluster.spec, cluster.found.as_ref());
    for obstacle in render::check(subject, &capabilities) {
        check.fail(&obstacle.field, obstacle.reason);
    }
    Ok(())
}
