//! What a publish may refer to, asked when it is saved. What may change until it is sent is asked again
//! then.

use domain::{
    Code, Error, Reason, Result,
    cluster::ClusterStatus,
    draft::Check,
    plan::{Plan, PlanStatus},
    product_publish::{MAX_PARTS, ProductPublish, ProductPublishSpec, PublishNames},
};

use super::check_address;
use crate::{
    TenantScope, Tx, api_service,
    store::{self, cluster::StoredCluster},
};

/// Records references to what the tenant does not have or may not use; gives the names that lists
/// show when there are none. Services and plans are kept from going until the transaction ends.
pub(super) async fn check_references(
    tx: &Tx,
    scope: TenantScope,
    spec: &ProductPublishSpec,
    before: Option<&ProductPublish>,
    check: &mut Check,
) -> Result<Option<PublishNames>> {
    let product = store::product::find(tx, scope, spec.product_id).await?;
    if let Some(product) = &product {
        if spec.api_services.len() <= MAX_PARTS {
            let there = store::api_service::existing(tx, scope, &spec.api_services).await?;
            let known = |id: &_| product.spec.api_services.contains(id) && there.contains(id);
            for (i, id) in spec.api_services.iter().enumerate().filter(|(_, id)| !known(id)) {
                check.fail(&format!("api_services[{i}]"), api_service::unknown(*id));
            }
        }
        if spec.plans.len() <= MAX_PARTS {
            check_plans(check, spec, &store::plan::lock_shared(tx, scope, product.id, &spec.plans).await?);
        }
    }
    let cluster =
        store::cluster::find(tx, spec.cluster_id).await?.filter(|c| c.spec.allows_tenant(scope.tenant_id()));
    if let Some(cluster) = &cluster {
        check_cluster(check, cluster, before);
    }
    let gateway = match spec.gateway_id {
        None => None,
        Some(id) => {
            let gateway = store::gateway::find(tx, scope, id).await?;
            check.ensure(gateway.is_some(), "gateway_id", unknown("gateway", id));
            gateway
        }
    };
    // A step of the wizard that leaves the address alone is not held up by it.
    let same =
        |b: &&ProductPublish| b.spec.hostnames == spec.hostnames && b.spec.gateway_id == spec.gateway_id;
    if before.filter(same).is_none() {
        let tenant = store::tenant::find(tx, scope.tenant_id()).await?;
        let tenant = tenant.ok_or_else(|| Error::not_found("tenant"))?;
        check_address(check, spec, &tenant.spec.hostname_suffixes, gateway.as_ref().map(|g| &g.spec));
    }
    check.ensure(product.is_some(), "product_id", unknown("product", spec.product_id));
    check.ensure(cluster.is_some(), "cluster_id", unknown("cluster", spec.cluster_id));
    Ok(product.zip(cluster).map(|(product, cluster)| PublishNames {
        product: product.spec.title,
        cluster: cluster.spec.title,
        gateway: gateway.map(|g| g.spec.title).unwrap_or_default(),
        target: cluster.found.map(|f| f.target).unwrap_or_default(),
    }))
}

fn unknown(noun: &'static str, id: impl std::fmt::Display) -> Reason {
    Reason::new(Code::UnknownReference).with("noun", noun).with("value", id)
}

/// Records plans that are not among the product's, and those that can be chosen no more.
pub(crate) fn check_plans(check: &mut Check, spec: &ProductPublishSpec, plans: &[Plan]) {
    for (i, id) in spec.plans.iter().enumerate() {
        let field = format!("plans[{i}]");
        match plans.iter().find(|plan| plan.id == *id) {
            None => check.fail(&field, unknown("plan", id)),
            Some(plan) if plan.spec.status == PlanStatus::Retired => {
                check.fail(&field, Reason::new(Code::PlanRetired).with("plan", &plan.spec.title));
            }
            Some(_) => {}
        }
    }
}

/// A retired cluster is nowhere to go. What is there can still be edited: it cannot move before it is
/// withdrawn, and its next revision is refused anyway.
fn check_cluster(check: &mut Check, cluster: &StoredCluster, before: Option<&ProductPublish>) {
    let stays = before.is_some_and(|b| !b.status.is_detached() && b.spec.cluster_id == cluster.id);
    let reason =
        Reason::new(Code::ClusterNotActive).with("cluster", &cluster.spec.name).with("state", cluster.status);
    check.ensure(stays || cluster.status != ClusterStatus::Retired, "cluster_id", reason);
}
