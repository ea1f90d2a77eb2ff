//! Clusters, as operators run them.

use domain::{
    agent::Agent, cluster::Cluster, form::ClusterForm, page::Page, registration_token::RegistrationToken,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A cluster with its agents and the invitations for more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClusterDetail {
    /// The cluster.
    pub cluster: Cluster,
    /// Its agents.
    pub agents: Vec<Agent>,
    /// Newest first.
    pub tokens: Vec<RegistrationToken>,
    /// Where agents reach this installation.
    pub server: String,
}

/// A part of the clusters.
#[server(prefix = "/fn", endpoint = "clusters/list")]
pub async fn list_clusters(cursor: String) -> Answer<Page<Cluster>> {
    let (services, caller) = server::call("")?;
    Ok(services.cluster.list(&caller, &Default::default(), &server::after(cursor)).await?)
}

/// One cluster with what belongs to it.
#[server(prefix = "/fn", endpoint = "clusters/get")]
pub async fn get_cluster(cluster: String) -> Answer<ClusterDetail> {
    let (services, caller) = server::call("")?;
    let id = server::id(&cluster, "cluster")?;
    Ok(ClusterDetail {
        cluster: services.cluster.get(&caller, id).await?,
        agents: services.agent.list(&caller, id).await?,
        tokens: services.registration_token.list(&caller, id).await?,
        server: services.ctx.settings.public_url.clone(),
    })
}

/// Makes one and goes to it.
#[server(prefix = "/fn", endpoint = "clusters/create")]
pub async fn create_cluster(#[server(flatten)] form: ClusterForm) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let cluster = services.cluster.create(&caller, form.parse()?, services::Mode::Commit).await?;
    server::go(&format!("/operator/clusters/{}", cluster.id), Notice::Created);
    Ok(())
}

/// Changes one. Which tenants may use it stays as it is: the form does not ask.
#[server(prefix = "/fn", endpoint = "clusters/update")]
pub async fn update_cluster(
    cluster: String,
    version: String,
    #[server(flatten)] form: ClusterForm,
) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let id = server::id(&cluster, "cluster")?;
    let mut spec = form.parse()?;
    spec.tenants = services.cluster.get(&caller, id).await?.spec.tenants;
    services.cluster.update(&caller, id, server::version(&version), spec, services::Mode::Commit).await?;
    server::go(&format!("/operator/clusters/{id}"), Notice::Saved);
    Ok(())
}

/// Opens it, closes it for maintenance, or retires it for ever, which asks for its name.
#[server(prefix = "/fn", endpoint = "clusters/set-status")]
pub async fn set_cluster_status(
    cluster: String,
    version: String,
    status: String,
    #[server(default)] confirm: String,
) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let found = services.cluster.get(&caller, server::id(&cluster, "cluster")?).await?;
    let status = status.parse().map_err(|reason: domain::Reason| domain::Error::field("status", reason))?;
    if status == domain::cluster::ClusterStatus::Retired {
        server::confirmed(&confirm, &found.spec.name)?;
    }
    let version = server::version(&version);
    services.cluster.set_status(&caller, found.id, version, status, services::Mode::Commit).await?;
    server::go(&format!("/operator/clusters/{}", found.id), Notice::Saved);
    Ok(())
}

/// Deletes one that nothing is published to, once its name was typed.
#[server(prefix = "/fn", endpoint = "clusters/delete")]
pub async fn delete_cluster(cluster: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let found = services.cluster.get(&caller, server::id(&cluster, "cluster")?).await?;
    server::confirmed(&confirm, &found.spec.name)?;
    services.cluster.delete(&caller, found.id, found.version, services::Mode::Commit).await?;
    server::go("/operator/clusters", Notice::Deleted);
    Ok(())
}
