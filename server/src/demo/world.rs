//! What is published, and where: a cluster, and a product made from this server's own JSON API.

use anyhow::{Context as _, Result};
use domain::{
    api_service::ApiServiceSpec,
    backend::{Backend, BackendProtocol, Endpoint},
    cluster::ClusterSpec,
    gateway::GatewaySpec,
    id::{ApiServiceId, ClusterId, GatewayId, PlanId, ProductId, ProductPublishId},
    page::PageRequest,
    plan::PlanSpec,
    product::ProductSpec,
    product_publish::ProductPublishSpec,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use services::{
    ApiServiceFilter, Caller, ClusterFilter, GatewayFilter, Mode, ProductFilter, ProductPublishFilter,
    Services,
};

use super::people::People;

#[derive(Debug)]
pub(super) struct World {
    pub(super) cluster: ClusterId,
    pub(super) publish: ProductPublishId,
}

impl World {
    /// Finds everything by name, and makes what is not there.
    pub(super) async fn make(services: &Services, people: &People, url: &str) -> Result<Self> {
        let provider = &people.provider.caller;
        let cluster = cluster(services, &people.operator.caller).await?;
        let gateway = gateway(services, provider).await?;
        let service = api_service(services, provider, url).await?;
        let product = product(services, provider, service).await?;
        let plan = plan(services, provider, product).await?;
        let parts = Parts { cluster, gateway, service, product, plan };
        Ok(Self { cluster, publish: publish(services, provider, parts).await? })
    }
}

#[derive(Clone, Copy)]
struct Parts {
    cluster: ClusterId,
    gateway: GatewayId,
    service: ApiServiceId,
    product: ProductId,
    plan: PlanId,
}

async fn cluster(services: &Services, operator: &Caller) -> Result<ClusterId> {
    let spec: ClusterSpec = read(include_str!("world/cluster.json"), &json!({}))?;
    let all = services.cluster.list(operator, &ClusterFilter::default(), &PageRequest::default()).await?;
    Ok(match all.items.iter().find(|c| c.spec.name == spec.name) {
        Some(found) => found.id,
        None => services.cluster.create(operator, spec, Mode::Commit).await?.id,
    })
}

async fn gateway(services: &Services, provider: &Caller) -> Result<GatewayId> {
    let spec: GatewaySpec = read(include_str!("world/gateway.json"), &json!({}))?;
    let all = services.gateway.list(provider, &GatewayFilter::default(), &PageRequest::default()).await?;
    Ok(match all.items.iter().find(|g| g.spec.name == spec.name) {
        Some(found) => found.id,
        None => services.gateway.create(provider, spec, Mode::Commit).await?.id,
    })
}

async fn api_service(services: &Services, provider: &Caller, url: &str) -> Result<ApiServiceId> {
    let version = json!({ "api_version": env!("CARGO_PKG_VERSION") });
    let mut spec: ApiServiceSpec = read(include_str!("world/api_service.json"), &version)?;
    spec.backends = vec![this_server(url)?];
    let all =
        services.api_service.list(provider, &ApiServiceFilter::default(), &PageRequest::default()).await?;
    Ok(match all.items.iter().find(|s| s.name == spec.name) {
        Some(found) => found.id,
        None => services.api_service.create(provider, spec, Mode::Commit).await?.id,
    })
}

fn this_server(url: &str) -> Result<Backend> {
    let url = url::Url::parse(url)?;
    let host = url.host_str().context("IMP_PUBLIC_URL has no host")?.to_owned();
    let port = url.port_or_known_default().context("IMP_PUBLIC_URL has no port")?;
    let protocol = if url.scheme() == "https" { BackendProtocol::Https } else { BackendProtocol::Http };
    let endpoints = vec![Endpoint { host, port, weight: 1 }];
    Ok(Backend { name: "server".to_owned(), protocol, endpoints, tls: None })
}

async fn product(services: &Services, provider: &Caller, service: ApiServiceId) -> Result<ProductId> {
    let spec: ProductSpec = read(include_str!("world/product.json"), &json!({ "api_services": [service] }))?;
    let all = services.product.list(provider, &ProductFilter::default(), &PageRequest::default()).await?;
    Ok(match all.items.iter().find(|p| p.spec.name == spec.name) {
        Some(found) => found.id,
        None => services.product.create(provider, spec, Mode::Commit).await?.id,
    })
}

async fn plan(services: &Services, provider: &Caller, product: ProductId) -> Result<PlanId> {
    let spec: PlanSpec = read(include_str!("world/plan.json"), &json!({}))?;
    let all = services.plan.list(provider, product).await?;
    Ok(match all.iter().find(|p| p.spec.name == spec.name) {
        Some(found) => found.id,
        None => services.plan.create(provider, product, spec, Mode::Commit).await?.id,
    })
}

async fn publish(services: &Services, provider: &Caller, parts: Parts) -> Result<ProductPublishId> {
    let references = json!({
        "product_id": parts.product,
        "cluster_id": parts.cluster,
        "gateway_id": parts.gateway,
        "api_services": [parts.service],
        "plans": [parts.plan],
    });
    let spec: ProductPublishSpec = read(include_str!("world/publish.json"), &references)?;
    let all = services
        .product_publish
        .list(provider, &ProductPublishFilter::default(), &PageRequest::default())
        .await?;
    let same = |other: &ProductPublishSpec| {
        (other.product_id, other.cluster_id, other.environment)
            == (spec.product_id, spec.cluster_id, spec.environment)
    };
    Ok(match all.items.iter().find(|p| same(&p.spec)) {
        Some(found) => found.id,
        None => services.product_publish.create(provider, spec, Mode::Commit).await?.id,
    })
}

/// A specification from its file, with what only this run knows.
fn read<T: DeserializeOwned>(file: &str, more: &Value) -> Result<T> {
    let mut spec: Value = serde_json::from_str(file)?;
    if let (Value::Object(spec), Value::Object(more)) = (&mut spec, more) {
        spec.extend(more.clone());
    }
    Ok(serde_json::from_value(spec)?)
}
