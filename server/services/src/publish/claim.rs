//! Who holds which hostname and path on a cluster.

use domain::{
    Code, Reason, Result,
    draft::Check,
    product_publish::{ProductPublish, claims_overlap},
};

use crate::{TenantScope, Tx, store};

/// Records hostnames and paths that another publish on the cluster holds. Runs under the cluster's
/// lock, so that two requests at the same instant cannot both pass.
pub(super) async fn check_claims(
    tx: &Tx,
    scope: TenantScope,
    publish: &ProductPublish,
    check: &mut Check,
) -> Result<()> {
    let spec = &publish.spec;
    let mut others = store::product_publish::claims(tx, spec.cluster_id).await?;
    others.retain(|other| other.publish_id != publish.id);
    let path = spec.base_path.as_str();
    for (i, hostname) in spec.hostnames.iter().enumerate() {
        let holder = others.iter().find(|other| {
            other.hostnames.iter().any(|h| claims_overlap((hostname, path), (h, &other.base_path)))
        });
        let Some(holder) = holder else { continue };
        let mine = holder.tenant_id == scope.tenant_id();
        let code = if mine { Code::HostnameTaken } else { Code::HostnameTakenByOther };
        let shown = if path == "/" { "" } else { path };
        let mut reason = Reason::new(code).with("hostname", hostname).with("path", shown);
        if mine {
            reason = reason.with("publish", format!("{} ({})", holder.product, holder.environment));
        }
        check.fail(&format!("hostnames[{i}]"), reason);
    }
    Ok(())
}
