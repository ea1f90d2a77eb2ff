//! A provider's whole offer, made as a script makes it: from a service to a draft publish.

use domain::{cluster::ClusterSpec, id::ClusterId};
use serde_json::{Value, json};
use services::{Caller, Mode};

use super::{builders, test_app::TestApp};

/// Addresses of what was made.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) tenant: &'static str,
    pub(crate) token: String,
    pub(crate) cluster: ClusterId,
    pub(crate) service: String,
    pub(crate) gateway: String,
    pub(crate) product: String,
    pub(crate) plan: String,
    pub(crate) publish: String,
}

/// What the publish of an offer says.
pub(crate) fn publish(cluster: ClusterId, product: &str, gateway: &str, services: &[&str]) -> Value {
    json!({
        "product_id": product, "cluster_id": cluster, "environment": "prod", "gateway_id": gateway,
        "auth_mode": "none", "hostnames": ["orders.example.com"], "api_services": services,
    })
}

/// The id at the end of an address.
pub(crate) fn id(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

impl Offer {
    /// Everything, for a tenant that is made for it, on a cluster of its own.
    pub(crate) async fn new(app: &TestApp, tenant: &'static str) -> Self {
        let token = app.editor(&app.tenant(tenant).await).await;
        let spec: ClusterSpec = serde_json::from_value(builders::cluster(tenant)).unwrap();
        let cluster = app.services.cluster.create(&Caller::system("test"), spec, Mode::Commit).await;
        let cluster = cluster.unwrap().id;
        let post = async |list: &str, body: Value| {
            let call = app.post(list).token(&token).tenant(tenant).json(&body);
            call.send().await.expect(201).location().to_owned()
        };
        let service = post("/v1/provider/api-services", builders::api_service("orders")).await;
        let gateway = post("/v1/provider/gateways", builders::gateway("public")).await;
        let product = post("/v1/provider/products", builders::product("shop", &[id(&service)])).await;
        let plan = post(&format!("{product}/plans"), builders::plan("basic")).await;
        let body = publish(cluster, id(&product), id(&gateway), &[id(&service)]);
        let publish = post("/v1/provider/product-publishes", body).await;
        Self { tenant, token, cluster, service, gateway, product, plan, publish }
    }
}
