//! Who holds which hostname and path on a cluster, and whether all of them keep what they hold.

use domain::{
    Code, Reason, Result,
    draft::Check,
    product_publish::{Claim, Overlap, ProductPublish},
    revision::GatewaySnapshot,
};

use crate::{TenantScope, Tx, store, store::product_publish::Held};

/// Records hostnames and paths that another publish on the cluster holds, and hostnames of others
/// that the gateway, as it would be sent, would no longer serve. Runs under the cluster's lock, so that
/// two requests at the same instant cannot both pass.
pub(super) async fn check_claims(
    tx: &Tx,
    scope: TenantScope,
    publish: &ProductPublish,
    gateway: Option<&GatewaySnapshot>,
    check: &mut Check,
) -> Result<()> {
    let spec = &publish.spec;
    let mut others = store::product_publish::claims(tx, spec.cluster_id).await?;
    others.retain(|other| other.publish_id != publish.id);
    for (i, hostname) in spec.hostnames.iter().enumerate() {
        let claim = Claim { hostname, base_path: &spec.base_path, gateway: spec.gateway_id };
        if let Some(reason) = others.iter().find_map(|other| taken(scope, claim, other)) {
            check.fail(&format!("hostnames[{i}]"), reason);
        }
    }
    if let Some(gateway) = gateway {
        check_still_served(gateway, &others, check);
    }
    Ok(())
}

/// Why a claim cannot stand beside what another publish holds.
fn taken(scope: TenantScope, claim: Claim<'_>, other: &Held) -> Option<Reason> {
    let held = |hostname| Claim { hostname, base_path: &other.base_path, gateway: Some(other.gateway_id) };
    let (overlap, hostname) =
        other.hostnames.iter().find_map(|hostname| Some((claim.overlap(held(hostname))?, hostname)))?;
    let mine = other.tenant_id == scope.tenant_id();
    let code = match overlap {
        // A gateway is its tenant's own.
        Overlap::Hostnames => Code::HostnameShadowed,
        Overlap::Requests if mine => Code::HostnameTaken,
        Overlap::Requests => Code::HostnameTakenByOther,
    };
    let reason = Reason::new(code).with("hostname", claim.hostname);
    let reason = match overlap {
        Overlap::Hostnames => reason.with("other", hostname),
        Overlap::Requests => reason.with("path", if claim.base_path == "/" { "" } else { claim.base_path }),
    };
    Some(if mine { reason.with("publish", name(other)) } else { reason })
}

/// A revision brings its gateway's listeners for everything that hangs on it.
fn check_still_served(gateway: &GatewaySnapshot, others: &[Held], check: &mut Check) {
    for other in others.iter().filter(|other| other.gateway_id == gateway.id) {
        if let Some(hostname) = other.hostnames.iter().find(|hostname| !gateway.spec.serves(hostname)) {
            let reason = Reason::new(Code::HostnameStillNeeded)
                .with("gateway", &gateway.spec.name)
                .with("hostname", hostname)
                .with("publish", name(other));
            check.fail("gateway_id", reason);
        }
    }
}

fn name(publish: &Held) -> String {
    format!("{} ({})", publish.product, publish.environment)
}
