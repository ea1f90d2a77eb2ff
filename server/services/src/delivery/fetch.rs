//! An agent asks what an item should look like.

use domain::{Code, Error, Result, id::ClusterId, item::ItemKey};

use super::{Delivery, order::Order};
use crate::{Caller, Topic, Tx, desired::DesiredItem, store};

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
    /// changes what a generation holds. The answer may be of a newer generation than the wake-up named,
    /// so whether its turn has come is asked again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the cluster has no such item, which deletes nothing;
    /// [`Error::Conflict`] with [`Code::ItemWaits`] while others come first: the agent keeps what it
    /// has, and is woken again when they are done.
    pub async fn fetch(&self, caller: &Caller, key: &ItemKey) -> Result<Spec> {
        let (_, cluster) = caller.agent()?;
        // One transaction, so that order, header and content belong together.
        let tx = self.ctx.begin_read().await?;
        let counter =
            store::desired::counter(&tx, cluster).await?.ok_or_else(|| Error::not_found("cluster"))?;
        let item = store::desired::item(&tx, cluster, key).await?.ok_or_else(|| Error::not_found("item"))?;
        if !is_free(&tx, cluster, &item).await? {
            tx.rollback().await.map_err(store::error)?;
            self.wait(cluster, key).await?;
            return Err(Error::conflict(Code::ItemWaits));
        }
        let content = match item.hash {
            None => None,
            Some(hash) => {
                let bytes = store::desired::manifests(&tx, &hash).await?.ok_or(Error::Internal)?;
                Some((hash, bytes))
            }
        };
        Ok(Spec { key: item.key, hub_epoch: counter.hub_epoch, generation: item.generation, content })
    }

    /// The item's wake-up has come too early: it is to be sent again as soon as its turn comes, not when
    /// its lease ends. Looking at once finds a turn that has come meanwhile.
    async fn wait(&self, cluster: ClusterId, key: &ItemKey) -> Result<()> {
        let now = self.ctx.clock.now();
        let tx = self.ctx.begin().await?;
        let recalled = store::command::recall_sent(&tx, cluster, key, now).await?;
        tx.commit().await.map_err(store::error)?;
        if recalled {
            self.ctx.bus.publish(Topic::Cluster(cluster));
        }
        Ok(())
    }
}

async fn is_free(tx: &Tx, cluster: ClusterId, item: &DesiredItem) -> Result<bool> {
    // What goes may be needed by anything; what appears looks at what it needs.
    let items = match item.hash {
        None => store::desired::items(tx, cluster).await?,
        Some(_) => store::desired::items_of(tx, cluster, &item.needs).await?,
    };
    let seen = match item.hash {
        None => Default::default(),
        Some(_) => store::observation::seen_of(tx, cluster, &item.needs).await?,
    };
    Ok(Order::new(&items, &seen).is_free(item))
}
