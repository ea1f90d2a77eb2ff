//! Looking at publishes as they are on their clusters, beside what their drafts say.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Error, Result,
    draft::Check,
    id::{ClusterId, ProductPublishId},
    page::{Page, PageRequest},
    product_publish::{Deployment, ProductPublish, ProductPublishSpec, PublishStatus, Published, Standing},
    revision::Snapshot,
};

use super::snapshot::{Reading, snapshot};
use crate::{Caller, TenantScope, Tx, permission::Action, product_publish::ProductPublishes, store};

impl ProductPublishes {
    /// What of a publish is on its cluster, and whether its draft has gone on since.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn standing(&self, caller: &Caller, id: ProductPublishId) -> Result<Standing> {
        let scope = Self::scope(caller, Action::Read)?;
        let tx = self.ctx.begin_read().await?;
        let publish =
            store::product_publish::find(&tx, scope, id).await?.ok_or_else(|| Error::not_found("publish"))?;
        let (Some(wanted), true) = (publish.current_revision, publish.status.claims()) else {
            return Ok(Standing::default());
        };
        let frozen = async |number| {
            store::revision::find(&tx, scope, id, number).await?.ok_or_else(|| Error::not_found("revision"))
        };
        let newest = frozen(wanted).await?;
        let unpublished_changes = has_gone_on(&tx, scope, &publish, &newest).await?;
        let (number, shown) = match publish.serving_revision {
            Some(number) if number != wanted => (number, frozen(number).await?),
            _ => (wanted, newest),
        };
        let cluster = store::cluster::find(&tx, shown.cluster.id).await?;
        let published = Some(Published {
            number,
            serves: publish.serving_revision == Some(number),
            environment: shown.environment,
            cluster: cluster.map_or(shown.cluster.name, |stored| stored.spec.title),
            gateway: shown.gateway.spec.title,
            hostnames: shown.hostnames,
            base_path: shown.base_path,
            auth_mode: shown.auth_mode,
        });
        Ok(Standing { published, unpublished_changes })
    }

    /// First hostname and base path of what each of some publishes has on its cluster. Those that have
    /// nothing there are left out.
    ///
    /// # Errors
    /// As [`Caller::scope`].
    pub async fn addresses(
        &self,
        caller: &Caller,
        publishes: &[ProductPublishId],
    ) -> Result<HashMap<ProductPublishId, (Vec<String>, String)>> {
        let scope = Self::scope(caller, Action::Read)?;
        store::revision::addresses(self.ctx.db.read(), scope, publishes).await
    }

    /// How many publishes the tenant has in each status.
    ///
    /// # Errors
    /// As [`Caller::scope`].
    pub async fn tally(&self, caller: &Caller) -> Result<BTreeMap<PublishStatus, u64>> {
        let scope = Self::scope(caller, Action::Read)?;
        store::product_publish::tally(self.ctx.db.read(), scope).await
    }

    /// Publishes that refer to a cluster, whoever's they are, newest first: for its operator, who sees
    /// that they are there and not what is in them.
    ///
    /// # Errors
    /// As [`Caller::operator`]; [`Error::Invalid`] for a bad cursor.
    pub async fn deployments(
        &self,
        caller: &Caller,
        cluster: ClusterId,
        page: &PageRequest,
    ) -> Result<Page<Deployment>> {
        caller.operator(Action::Read)?;
        store::product_publish::deployments(self.ctx.db.read(), cluster, page, &self.ctx.settings).await
    }
}

/// Whether publishing now would freeze something else. What cannot be published at the moment, for a
/// reason such as a cluster in maintenance, is compared by its own fields.
async fn has_gone_on(
    tx: &Tx,
    scope: TenantScope,
    publish: &ProductPublish,
    wanted: &Snapshot,
) -> Result<bool> {
    let mut check = Check::new();
    let built = match snapshot(tx, scope, publish, Reading::Plain, &mut check).await {
        Err(Error::NotFound(_)) => None,
        built => built?.filter(|_| check.is_ok()),
    };
    Ok(built.map_or_else(|| !says(&publish.spec, wanted), |(now, _)| now != *wanted))
}

/// Whether a draft says what a revision has frozen.
fn says(spec: &ProductPublishSpec, frozen: &Snapshot) -> bool {
    let services = frozen.services.iter().all(|s| spec.api_services.contains(&s.id));
    let plans = frozen.plans.iter().all(|p| spec.plans.contains(&p.id));
    spec.hostnames == frozen.hostnames
        && spec.base_path == frozen.base_path
        && spec.environment == frozen.environment
        && spec.gateway_id == Some(frozen.gateway.id)
        && spec.auth_mode == frozen.auth_mode
        && spec.auth_config == frozen.auth_config
        && spec.visibility == frozen.visibility
        && services
        && spec.api_services.len() == frozen.services.len()
        && plans
        && spec.plans.len() == frozen.plans.len()
}
