//! What is published, and where: a cluster, and a product made from this server's own JSON API.

use anyhow::{Context as _, Result};
use domain::{
    api_service::ApiServiceSpec,
    backend::{Backend, BackendProtocol, Endpoint},
    cluster::ClusterSpec,
    gateway::GatewaySpec,
    id::{ApiServiceId, ClusterId, GatewayId, PlanId, ProductId, ProductPublishId},
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

use super::{lookup::find, people::People};

#[derive(Debug)]
pub(super) struct World {
    pub(super) cluster: ClusterId,
    pub(super) publish: ProductPublishId,
    /// Whether the service was sent elsewhere just now: what is published still names the old address.
    pub(super) has_moved: bool,
}

impl World {
    /// Finds everything by name, and makes what is not there. The service follows this server's address.
    pub(super) async fn make(services: &Services, people: &People, url: &str) -> Result<Self> {
        let provider = &people.provider.caller;
        let cluster = cluster(services, &people.operator.caller).await?;
        let gateway = gateway(services, provider).await?;
        let here = this_server(url)?;
        let service = api_service(services, provider, &here).await?;
        let has_moved = follow(services, provider, service, here).await?;
        let product = product(services, provider, service).await?;
        let plan = plan(services, provider, product).await?;
        let parts = Parts { cluster, gateway, service, product, plan };
        Ok(Self { cluster, publish: publish(services, provider, parts).await?, has_moved })
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
    let filter = ClusterFilter { search: Some(spec.name.clone()), ..ClusterFilter::default() };
    let list = async |page: &_| services.cluster.list(operator, &filter, page).await;
    Ok(match find(list, |c| c.spec.name == spec.name).await? {
        Some(found) => found.id,
        None => services.cluster.create(operator, spec, Mode::Commit).await?.id,
    })
}

async fn gateway(services: &Services, provider: &Caller) -> Result<GatewayId> {
    let spec: GatewaySpec = read(include_str!("world/gateway.json"), &json!({}))?;
    let filter = GatewayFilter { search: Some(spec.name.clone()), ..GatewayFilter::default() };
    let list = async |page: &_| services.gateway.list(provider, &filter, page).await;
    Ok(match find(list, |g| g.spec.name == spec.name).await? {
        Some(found) => found.id,
        None => services.gateway.create(provider, spec, Mode::Commit).await?.id,
    })
}

async fn api_service(services: &Services, provider: &Caller, here: &Backend) -> Result<ApiServiceId> {
    let version = json!({ "api_version": env!("CARGO_PKG_VERSION") });
    let mut spec: ApiServiceSpec = read(include_str!("world/api_service.json"), &version)?;
    spec.backends = vec![here.clone()];
    let filter = ApiServiceFilter { search: Some(spec.name.clone()), ..ApiServiceFilter::default() };
    let list = async |page: &_| services.api_service.list(provider, &filter, page).await;
    Ok(match find(list, |s| s.name == spec.name).await? {
        Some(found) => found.id,
        None => services.api_service.create(provider, spec, Mode::Commit).await?.id,
    })
}

/// Sends the service's backend to where this server is, and says whether it was elsewhere.
async fn follow(services: &Services, provider: &Caller, id: ApiServiceId, here: Backend) -> Result<bool> {
    let service = services.api_service.get(provider, id).await?;
    let is_elsewhere =
        |b: &Backend| b.name == here.name && (&b.endpoints, b.protocol) != (&here.endpoints, here.protocol);
    if !service.spec.backends.iter().any(is_elsewhere) {
        return Ok(false);
    }
    let change = |spec: &mut ApiServiceSpec| {
        spec.backends.iter_mut().filter(|b| b.name == here.name).for_each(|b| b.clone_from(&here));
        Ok(())
    };
    services.api_service.edit(provider, id, None, Mode::Commit, change).await?;
    Ok(true)
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
    let filter = ProductFilter { search: Some(spec.name.clone()), ..ProductFilter::default() };
    let list = async |page: &_| services.product.list(provider, &filter, page).await;
    Ok(match find(list, |p| p.spec.name == spec.name).await? {
        Some(found) => found.id,
        None => services.product.create(provider, spec, Mode::Commit).await?.id,
    })
}

async fn plan(services: &Services, provider: &Caller, product: ProductId) -> Result<PlanId> {
    let spec: PlanSpec = read(include_str!("world/plan.json"), &json!({}))?;
    let list = async |page: &_| services.plan.list(provider, product, page).await;
    Ok(match find(list, |p| p.spec.name == spec.name).await? {
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
    let filter = ProductPublishFilter {
        product: Some(spec.product_id),
        cluster: Some(spec.cluster_id),
        environment: Some(spec.environment),
        ..ProductPublishFilter::default()
    };
    let list = async |page: &_| services.product_publish.list(provider, &filter, page).await;
    Ok(match find(list, |_| true).await? {
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
