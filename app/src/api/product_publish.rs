//! Publishes: lists, what is live, sending them out and taking them back.

use domain::{
    page::Page,
    product_publish::{ProductPublish, PublishDetail},
};
use leptos::prelude::*;

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A part of the tenant's publishes.
#[server(prefix = "/fn", endpoint = "publishes/list")]
pub async fn list_publishes(tenant: String, cursor: String) -> Answer<Page<ProductPublish>> {
    let (services, caller) = server::call(&tenant)?;
    Ok(services.product_publish.list(&caller, &Default::default(), &server::after(cursor)).await?)
}

/// One publish with its items and revisions.
#[server(prefix = "/fn", endpoint = "publishes/get")]
pub async fn get_publish(tenant: String, publish: String) -> Answer<PublishDetail> {
    let (services, caller) = server::call(&tenant)?;
    Ok(services.product_publish.detail(&caller, server::id(&publish, "publish")?).await?)
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

/// Deletes a draft or a withdrawn publish.
#[server(prefix = "/fn", endpoint = "publishes/delete")]
pub async fn delete_publish(tenant: String, publish: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let found = services.product_publish.get(&caller, server::id(&publish, "publish")?).await?;
    services.product_publish.delete(&caller, found.id, found.version, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/publishes"), Notice::Deleted);
    Ok(())
}
