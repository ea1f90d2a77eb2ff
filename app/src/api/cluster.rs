//! Clusters, as operators run them.

use domain::{
    agent::Agent, cluster::Cluster, form::ClusterForm, page::Page, product_publish::Deployment,
    registration_token::RegistrationToken,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{choices::Choices, list_query::ListQuery};
use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A cluster with its agents and the invitations for more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClusterDetail {
    /// The cluster.
    pub cluster: Cluster,
    /// Its agents, newest first.
    pub agents: Page<Agent>,
    /// Newest first.
    pub tokens: Page<RegistrationToken>,
    /// Where agents reach this installation.
    pub server: String,
    /// Names of the tenants that may publish there; `None` for every provider.
    pub tenants: Option<Vec<String>>,
    /// Publishes that refer to it, newest first.
    pub deployments: Page<Deployment>,
}

/// A part of the clusters.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "clusters/list")]
pub async fn list_clusters(list: ListQuery) -> Answer<Page<Cluster>> {
    let (services, caller) = server::call("")?;
    let filter =
        services::ClusterFilter { search: list.search(), status: list.status()?, labels: list.labels()? };
    Ok(services.cluster.list(&caller, &filter, &list.page()).await?)
}

/// One cluster with what belongs to it: a part of each, from its cursor on.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "clusters/get")]
pub async fn get_cluster(
    cluster: String,
    agents: String,
    tokens: String,
    cursor: String,
) -> Answer<ClusterDetail> {
    let (services, caller) = server::call("")?;
    let id = server::id(&cluster, "cluster")?;
    let cluster = services.cluster.get(&caller, id).await?;
    let tenants = match &cluster.spec.tenants {
        Some(open_to) => {
            let mut names = Vec::new();
            for tenant in open_to {
                names.push(services.tenant.get(&caller, *tenant).await?.spec.name);
            }
            Some(names)
        }
        None => None,
    };
    Ok(ClusterDetail {
        cluster,
        agents: services.agent.list(&caller, id, &server::after(agents)).await?,
        tokens: services.registration_token.list(&caller, id, &server::after(tokens)).await?,
        server: services.ctx.settings.public_url.clone(),
        tenants,
        deployments: services.product_publish.deployments(&caller, id, &server::after(cursor)).await?,
    })
}

/// Providers that a cluster can be opened to.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "clusters/tenants")]
pub async fn list_provider_tenants() -> Answer<Choices> {
    let (services, caller) = server::call("")?;
    let list = async |page| services.tenant.list(&caller, &Default::default(), &page).await;
    let (tenants, cut) = server::choices(&services, list).await?;
    let providers = tenants.into_iter().filter(|tenant| tenant.spec.is_provider);
    let all = providers.map(|tenant| super::choices::Named::new(tenant.id, tenant.spec.name)).collect();
    Ok(Choices { all, cut })
}

/// One cluster with what its form chooses from.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "clusters/edit")]
pub async fn edit_cluster(cluster: String) -> Answer<(Cluster, Choices)> {
    let (services, caller) = server::call("")?;
    let cluster = services.cluster.get(&caller, server::id(&cluster, "cluster")?).await?;
    let mut tenants = list_provider_tenants().await?;
    for id in cluster.spec.tenants.iter().flatten() {
        if !tenants.all.iter().any(|tenant| tenant.id == id.to_string()) {
            let tenant = services.tenant.get(&caller, *id).await?;
            tenants.all.push(super::choices::Named::new(tenant.id, tenant.spec.name));
        }
    }
    Ok((cluster, tenants))
}

/// Makes one and goes to it.
#[server(prefix = "/fn", endpoint = "clusters/create")]
pub async fn create_cluster(#[server(flatten)] form: ClusterForm) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let cluster = services.cluster.create(&caller, form.parse()?, services::Mode::Commit).await?;
    server::go(&format!("/operator/clusters/{}", cluster.id), Notice::Created);
    Ok(())
}

/// Changes one.
#[server(prefix = "/fn", endpoint = "clusters/update")]
pub async fn update_cluster(
    cluster: String,
    version: String,
    #[server(flatten)] form: ClusterForm,
) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let id = server::id(&cluster, "cluster")?;
    let version = server::version(&version);
    services.cluster.update(&caller, id, version, form.parse()?, services::Mode::Commit).await?;
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

/// Gives up a publish that lies on a retired cluster which is gone, and says why.
#[server(prefix = "/fn", endpoint = "clusters/forget-publish")]
pub async fn forget_publish(cluster: String, publish: String, reason: String) -> Answer<()> {
    let (services, caller) = server::call("")?;
    let (cluster, publish) =
        (server::id::<domain::id::ClusterId>(&cluster, "cluster")?, server::id(&publish, "publish")?);
    services.product_publish.forget(&caller, publish, &reason, services::Mode::Commit).await?;
    server::go(&format!("/operator/clusters/{cluster}"), Notice::Forgotten);
    Ok(())
}
