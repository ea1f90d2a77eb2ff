//! The steps of the publish wizard. Each changes a part of a draft and goes on to the next.

use domain::{
    Reason,
    cluster::ClusterChoice,
    form::{AccessForm, PlaceForm, PublishStartForm},
    gateway::Gateway,
    product::Product,
    product_publish::ProductPublish,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{choices::Named, manifest_diff::ItemDiff};
use crate::error::{Answer, AppError};
#[cfg(feature = "ssr")]
use crate::server_context as server;

/// What there is to choose from when a publish is started.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StartChoices {
    /// The tenant's products that are not archived.
    pub products: Vec<Product>,
    /// Clusters it may use.
    pub clusters: Vec<ClusterChoice>,
    /// Whether some of either are left out.
    pub cut: bool,
}

/// A draft with what its steps choose from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Draft {
    /// The publish.
    pub publish: ProductPublish,
    /// Its product, with plans.
    pub product: Product,
    /// The product's services.
    pub services: Vec<Named>,
    /// The tenant's gateways, the draft's among them.
    pub gateways: Vec<Gateway>,
    /// Clusters the tenant may use.
    pub clusters: Vec<ClusterChoice>,
    /// Whether gateways or clusters are left out.
    pub cut: bool,
}

/// What would be sent, or why it cannot be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Review {
    /// The publish.
    pub publish: ProductPublish,
    /// Titles of the chosen services.
    pub services: Vec<String>,
    /// Titles of the offered plans.
    pub plans: Vec<String>,
    /// What would be sent, beside what the cluster should have now.
    pub items: Result<Vec<ItemDiff>, AppError>,
    /// What may surprise, although nothing stands in the way.
    pub warnings: Vec<Reason>,
}

/// Products and clusters to start from.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "publish-wizard/choices")]
pub async fn get_start_choices(tenant: String) -> Answer<StartChoices> {
    let (services, caller) = server::call(&tenant)?;
    let products = async |page| services.product.list(&caller, &Default::default(), &page).await;
    let (products, fewer_products) = server::choices(&services, products).await?;
    let clusters = async |page| services.cluster.choices(&caller, &page).await;
    let (clusters, fewer_clusters) = server::choices(&services, clusters).await?;
    let archived = domain::product::ProductStatus::Archived;
    Ok(StartChoices {
        products: products.into_iter().filter(|p| p.spec.status != archived).collect(),
        clusters,
        cut: fewer_products || fewer_clusters,
    })
}

/// A draft for its steps.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "publish-wizard/draft")]
pub async fn get_draft(tenant: String, publish: String) -> Answer<Draft> {
    let (services, caller) = server::call(&tenant)?;
    let publish = services.product_publish.get(&caller, server::id(&publish, "publish")?).await?;
    let product = services.product.get(&caller, publish.spec.product_id).await?;
    let gateways = async |page| services.gateway.list(&caller, &Default::default(), &page).await;
    let (mut gateways, fewer_gateways) = server::choices(&services, gateways).await?;
    if let Some(id) = publish.spec.gateway_id.filter(|id| !gateways.iter().any(|g| g.id == *id)) {
        gateways.push(services.gateway.get(&caller, id).await?);
    }
    let clusters = async |page| services.cluster.choices(&caller, &page).await;
    let (clusters, fewer_clusters) = server::choices(&services, clusters).await?;
    let all = super::product::service_choices(&tenant, &product.spec.api_services).await?.all;
    let chosen = |id: &str| product.spec.api_services.iter().any(|s| s.to_string() == id);
    let services = all.into_iter().filter(|service| chosen(&service.id)).collect();
    Ok(Draft { publish, product, services, gateways, clusters, cut: fewer_gateways || fewer_clusters })
}

/// What publishing the draft would send.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "publish-wizard/review")]
pub async fn get_review(tenant: String, publish: String) -> Answer<Review> {
    let (services, caller) = server::call(&tenant)?;
    let publish = services.product_publish.get(&caller, server::id(&publish, "publish")?).await?;
    let product = services.product.get(&caller, publish.spec.product_id).await?;
    let offered = product.plans.into_iter().filter(|plan| publish.spec.plans.contains(&plan.id));
    let plans = offered.map(|plan| plan.spec.title).collect();
    let all = super::product::service_choices(&tenant, &publish.spec.api_services).await?.all;
    let chosen = |id: &str| publish.spec.api_services.iter().any(|s| s.to_string() == id);
    let titles = all.into_iter().filter(|s| chosen(&s.id)).map(|s| s.title).collect();
    let (items, warnings) = match services.product_publish.preview(&caller, publish.id).await {
        Ok(preview) => (
            Ok(preview.items.into_iter().map(ItemDiff::of).collect()),
            preview.warnings.into_iter().map(Reason::from).collect(),
        ),
        Err(error) => (Err(AppError { error, request_id: caller.request_id.clone() }), Vec::new()),
    };
    Ok(Review { publish, services: titles, plans, items, warnings })
}

/// The first step: makes the draft, or changes where it goes.
#[server(prefix = "/fn", endpoint = "publish-wizard/start")]
pub async fn start_publish(
    tenant: String,
    publish: String,
    #[server(flatten)] form: PublishStartForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    if !publish.is_empty() {
        return change(&tenant, &publish, "place", |spec| form.apply(spec)).await;
    }
    let mut spec = form.parse()?;
    // Most publishes carry the whole product: the later step starts from that.
    let product = services.product.get(&caller, spec.product_id).await?;
    spec.api_services.clone_from(&product.spec.api_services);
    let draft = services.product_publish.create(&caller, spec, services::Mode::Commit).await?;
    server::go_on(&format!("/provider/{tenant}/publishes/{}/edit/place", draft.id));
    Ok(())
}

/// The second step: gateway and address.
#[server(prefix = "/fn", endpoint = "publish-wizard/place")]
pub async fn place_publish(
    tenant: String,
    publish: String,
    #[server(flatten)] form: PlaceForm,
) -> Answer<()> {
    change(&tenant, &publish, "services", |spec| form.apply(spec)).await
}

/// The third step: which of the product's services.
#[server(prefix = "/fn", endpoint = "publish-wizard/services")]
pub async fn choose_services(
    tenant: String,
    publish: String,
    #[server(flatten)] form: AccessForm,
) -> Answer<()> {
    change(&tenant, &publish, "access", |spec| form.apply_services(spec)).await
}

/// The fourth step: how callers prove who they are, and what is offered to them.
#[server(prefix = "/fn", endpoint = "publish-wizard/access")]
pub async fn choose_access(
    tenant: String,
    publish: String,
    #[server(flatten)] form: AccessForm,
) -> Answer<()> {
    change(&tenant, &publish, "review", |spec| form.apply_access(spec)).await
}

#[cfg(feature = "ssr")]
async fn change(
    tenant: &str,
    publish: &str,
    next: &str,
    change: impl FnOnce(&mut domain::product_publish::ProductPublishSpec) -> domain::Result<()>,
) -> Answer<()> {
    let (services, caller) = server::call(tenant)?;
    let found = services.product_publish.get(&caller, server::id(publish, "publish")?).await?;
    let mut spec = found.spec;
    change(&mut spec)?;
    services.product_publish.update(&caller, found.id, found.version, spec, services::Mode::Commit).await?;
    server::go_on(&format!("/provider/{tenant}/publishes/{}/edit/{next}", found.id));
    Ok(())
}
