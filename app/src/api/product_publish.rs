//! Publishes: lists, what is live, sending them out and taking them back.

use std::collections::BTreeMap;

use domain::{
    page::Page,
    product_publish::{ProductPublish, PublishDetail, PublishStatus, Standing},
    revision::RevisionSummary,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{choices::Choices, list_query::ListQuery};
use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// One line of a list of publishes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishRow {
    /// The publish.
    pub publish: ProductPublish,
    /// Where it is reached: as published, or as its draft says where nothing is on the cluster.
    pub addresses: Vec<String>,
}

/// One publish as it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WholePublish {
    /// The publish with its items.
    pub detail: PublishDetail,
    /// What of it is on the cluster.
    pub standing: Standing,
    /// A part of its history, newest first.
    pub revisions: Page<RevisionSummary>,
}

/// Whole addresses: each hostname with the base path.
pub fn addresses(hostnames: &[String], base_path: &str) -> Vec<String> {
    let path = if base_path == "/" { "" } else { base_path };
    hostnames.iter().map(|host| format!("{host}{path}")).collect()
}

/// Adds where each publish is reached.
#[cfg(feature = "ssr")]
pub(super) async fn rows(
    services: &services::Services,
    caller: &services::Caller,
    publishes: Vec<ProductPublish>,
) -> domain::Result<Vec<PublishRow>> {
    let ids: Vec<_> = publishes.iter().map(|p| p.id).collect();
    let published = services.product_publish.addresses(caller, &ids).await?;
    let row = |publish: ProductPublish| {
        let addresses = match published.get(&publish.id) {
            Some((hostnames, base_path)) => addresses(hostnames, base_path),
            None => addresses(&publish.spec.hostnames, &publish.spec.base_path),
        };
        PublishRow { publish, addresses }
    };
    Ok(publishes.into_iter().map(row).collect())
}

/// A part of the tenant's publishes, newest first.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "publishes/list")]
pub async fn list_publishes(tenant: String, list: ListQuery) -> Answer<Page<PublishRow>> {
    let (services, caller) = server::call(&tenant)?;
    let filter = services::ProductPublishFilter {
        product: None,
        cluster: list.cluster()?,
        environment: list.environment()?,
        status: list.status()?,
        labels: list.labels()?,
    };
    let page = services.product_publish.list(&caller, &filter, &list.page()).await?;
    let items = rows(&services, &caller, page.items).await?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Clusters that the tenant may use, for narrowing the list down.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "publishes/clusters")]
pub async fn list_cluster_choices(tenant: String) -> Answer<Choices> {
    let (services, caller) = server::call(&tenant)?;
    let list = async |page| services.cluster.choices(&caller, &page).await;
    let (clusters, cut) = server::choices(&services, list).await?;
    let all = clusters.into_iter().map(|c| super::choices::Named::new(c.id, c.title)).collect();
    Ok(Choices { all, cut })
}

/// How many publishes the tenant has in each status.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "publishes/tally")]
pub async fn tally_publishes(tenant: String) -> Answer<BTreeMap<PublishStatus, u64>> {
    let (services, caller) = server::call(&tenant)?;
    Ok(services.product_publish.tally(&caller).await?)
}

/// One publish with its items, what of it is on the cluster, and a part of its history.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "publishes/get")]
pub async fn get_publish(tenant: String, publish: String, cursor: String) -> Answer<WholePublish> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&publish, "publish")?;
    let publishes = &services.product_publish;
    Ok(WholePublish {
        detail: publishes.detail(&caller, id).await?,
        standing: publishes.standing(&caller, id).await?,
        revisions: publishes.revisions(&caller, id, &server::after(cursor)).await?,
    })
}

/// Freezes a revision and sends it to the cluster.
#[server(prefix = "/fn", endpoint = "publishes/publish")]
pub async fn send_publish(tenant: String, publish: String, version: String, note: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let (id, version) = (server::id(&publish, "publish")?, Some(server::version(&version)));
    services.product_publish.publish(&caller, id, version, &note, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/publishes/{id}"), Notice::Published);
    Ok(())
}

/// Makes a new revision with the content of an older one, and sends it to the cluster.
#[server(prefix = "/fn", endpoint = "publishes/rollback")]
pub async fn roll_publish_back(
    tenant: String,
    publish: String,
    version: String,
    revision: String,
    note: String,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let (id, version) = (server::id(&publish, "publish")?, Some(server::version(&version)));
    // A number that is none is one that never was.
    let number = revision.parse().unwrap_or_default();
    services.product_publish.rollback(&caller, id, version, number, &note, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/publishes/{id}"), Notice::Published);
    Ok(())
}

/// Takes one off its cluster, once its product's name was typed.
#[server(prefix = "/fn", endpoint = "publishes/withdraw")]
pub async fn withdraw_publish(tenant: String, publish: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let found = services.product_publish.get(&caller, server::id(&publish, "publish")?).await?;
    server::confirmed(&confirm, &found.names.product)?;
    let version = Some(found.version);
    services.product_publish.withdraw(&caller, found.id, version, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/publishes/{}", found.id), Notice::Withdrawing);
    Ok(())
}

/// Deletes a draft or a withdrawn publish with its history, once its product's name was typed.
#[server(prefix = "/fn", endpoint = "publishes/delete")]
pub async fn delete_publish(tenant: String, publish: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let found = services.product_publish.get(&caller, server::id(&publish, "publish")?).await?;
    server::confirmed(&confirm, &found.names.product)?;
    services.product_publish.delete(&caller, found.id, found.version, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/publishes"), Notice::Deleted);
    Ok(())
}
