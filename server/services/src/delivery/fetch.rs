//! An agent asks what an item should look like.

use domain::{Error, Result, item::ItemKey};

use super::Delivery;
use crate::{Caller, store};

/// What an item should be, as an agent gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// Which item.
    pub key: ItemKey,
    /// Database history the generation belongs to.
    pub hub_epoch: i64,
    /// Cluster counter at the item's last change.
    pub generation: i64,
    /// SHA-256 and content; `None` for a tombstone.
    pub content: Option<(String, Vec<u8>)>,
}

impl Delivery {
    /// The stored content of an item of the caller's own cluster: an upgrade of the server never
    /// changes what a generation holds.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the cluster has no such item, which deletes nothing.
    pub async fn fetch(&self, caller: &Caller, key: &ItemKey) -> Result<Spec> {
        let (_, cluster) = caller.agent()?;
        // One transaction, so that header and content belong together.
        let tx = self.ctx.begin_read().await?;
        let counter =
            store::desired::counter(&tx, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        let item = store::desired::item(&tx, cluster, key).await?.ok_or_else(|| Error::not_found("item"))?;
        let content = match item.hash {
            None => None,
            Some(hash) => {
                let bytes = store::desired::manifests(&tx, &hash).await?.ok_or(Error::Internal)?;
                Some((hash, bytes))
            }
        };
        Ok(Spec { key: item.key, hub_epoch: counter.hub_epoch, generation: item.generation, content })
    }
}
