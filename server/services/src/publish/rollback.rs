//! Going back to what an older revision said.

use domain::{
    Code, Error, Reason, Result,
    draft::Check,
    id::ProductPublishId,
    product_publish::{ProductPublish, ProductPublishSpec},
    revision::Snapshot,
};
use render::Capabilities;

use super::{
    claim::check_claims,
    freeze::{Begun, MAX_NOTE},
    snapshot::{check_cluster, reference},
};
use crate::{
    Caller, TenantScope, Tx,
    permission::Action,
    product_publish::{ProductPublishes, check_address},
    store,
    write::Mode,
};

impl ProductPublishes {
    /// Makes a new revision with the content of revision `number`, and makes it what the cluster should have.
    /// The draft stays as it is, so that what was tried can be gone on with. What has changed around the publish
    /// since is asked again: the cluster, the tenant's suffixes, what others hold.
    ///
    /// # Errors
    /// As [`Self::publish`]; [`Error::NotFound`] for a revision that never was; [`Error::Invalid`] for one that
    /// was made for another cluster.
    pub async fn rollback(
        &self,
        caller: &Caller,
        id: ProductPublishId,
        version: Option<i64>,
        number: i32,
        note: &str,
        mode: Mode,
    ) -> Result<ProductPublish> {
        let begun = self.begin_revision(caller, Action::Rollback, id, version).await?;
        let Begun { tx, scope, before, .. } = &begun;
        let older = store::revision::find(tx, *scope, id, number).await?;
        let older = older.ok_or_else(|| Error::not_found("revision"))?;
        let mut check = Check::new();
        let note = check.text("note", note, MAX_NOTE);
        let built = again(tx, *scope, before, older, &mut check).await?;
        let built = check.finish(|| Some(built))?;
        Box::pin(self.freeze(caller, begun, built, note, mode)).await
    }
}

/// An older revision's content for the cluster as it is now, with everything that stands in its way recorded.
async fn again(
    tx: &Tx,
    scope: TenantScope,
    publish: &ProductPublish,
    older: Snapshot,
    check: &mut Check,
) -> Result<(Snapshot, Capabilities)> {
    let tenant =
        store::tenant::find(tx, scope.tenant_id()).await?.ok_or_else(|| Error::not_found("tenant"))?;
    let cluster = store::cluster::find(tx, publish.spec.cluster_id).await?;
    let cluster = cluster.ok_or_else(|| Error::not_found("cluster"))?;
    if older.cluster.id != cluster.id {
        let reason = Reason::new(Code::RevisionElsewhere).with("cluster", &older.cluster.name);
        check.fail("revision", reason);
    }
    // What the publish would have been saved as.
    let spec = ProductPublishSpec {
        environment: older.environment,
        gateway_id: Some(older.gateway.id),
        hostnames: older.hostnames.clone(),
        base_path: older.base_path.clone(),
        auth_mode: older.auth_mode,
        ..publish.spec.clone()
    };
    check_cluster(check, scope, &spec, &cluster);
    check_address(check, &spec, &tenant.spec.hostname_suffixes, Some(&older.gateway.spec));
    let then = ProductPublish { spec, ..publish.clone() };
    check_claims(tx, scope, &then, Some(&older.gateway), check).await?;
    let snapshot = Snapshot { cluster: reference(&cluster), ..older };
    let capabilities = Capabilities::of_cluster(&cluster.spec, cluster.found.as_ref());
    for obstacle in render::check(&snapshot, &capabilities) {
        check.fail(&obstacle.field, obstacle.reason);
    }
    Ok((snapshot, capabilities))
}
