//! Everything that a publish needs, made through the use cases.

use domain::{
    api_service::{ApiService, ApiServiceSpec},
    backend::{Backend, BackendProtocol, Endpoint},
    cluster::{Capability, Cluster, ClusterSpec, ProtocolPin},
    gateway::{Gateway, GatewaySpec, Listener, ListenerProtocol},
    labels::Labels,
    product::{Product, ProductSpec, ProductStatus},
    product_publish::{AuthConfig, AuthMode, Environment, ProductPublish, ProductPublishSpec, Visibility},
    role::Role,
    route::{BackendRef, HeaderChanges, PathKind, PathMatch, Route},
    tenant::Tenant,
};
use services::{Caller, Mode};

use super::world::World;

/// A provider with a product that could be published.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) tenant: Tenant,
    pub(crate) editor: Caller,
    pub(crate) service: ApiService,
    pub(crate) gateway: Gateway,
    pub(crate) product: Product,
}

/// A cluster that takes everything.
pub(crate) async fn cluster(world: &World, name: &str) -> Cluster {
    let spec = ClusterSpec {
        name: name.to_owned(),
        title: name.to_owned(),
        region: String::new(),
        environments: Environment::ALL.to_vec(),
        tenants: None,
        gateway_class: "envoy-gateway".to_owned(),
        declared: vec![Capability::BackendApi],
        protocol_pin: ProtocolPin::Auto,
        labels: Labels::new(),
    };
    world.services.cluster.create(&world.operator(), spec, Mode::Commit).await.unwrap()
}

pub(crate) fn route(name: &str, path: &str) -> Route {
    Route {
        name: name.to_owned(),
        path: PathMatch { kind: PathKind::Prefix, value: path.to_owned() },
        methods: vec![],
        headers: vec![],
        query: vec![],
        backends: vec![BackendRef { backend: "main".to_owned(), weight: 1 }],
        rewrite: None,
        redirect: None,
        request_headers: HeaderChanges::default(),
        response_headers: HeaderChanges::default(),
        timeout_ms: None,
    }
}

pub(crate) fn service_spec(name: &str) -> ApiServiceSpec {
    ApiServiceSpec {
        name: name.to_owned(),
        title: name.to_owned(),
        routes: vec![route("all", &format!("/{name}"))],
        backends: vec![Backend {
            name: "main".to_owned(),
            protocol: BackendProtocol::Http,
            endpoints: vec![Endpoint { host: "orders.example.net".to_owned(), port: 80, weight: 1 }],
            tls: None,
        }],
        ..ApiServiceSpec::default()
    }
}

impl Offer {
    /// A tenant with one service, one gateway and one active product.
    pub(crate) async fn new(world: &World, slug: &str) -> Self {
        let tenant = world.tenant(slug).await;
        let editor = world.member(&tenant, Role::Editor);
        let services = &world.services;
        let service =
            services.api_service.create(&editor, service_spec("orders"), Mode::Commit).await.unwrap();
        let gateway = GatewaySpec {
            name: "public".to_owned(),
            title: "Public".to_owned(),
            gateway_class: None,
            listeners: vec![Listener {
                name: "http".to_owned(),
                port: 80,
                protocol: ListenerProtocol::Http,
                hostname: None,
                certificate: None,
            }],
            labels: Labels::new(),
        };
        let gateway = services.gateway.create(&editor, gateway, Mode::Commit).await.unwrap();
        let product = ProductSpec {
            name: "shop".to_owned(),
            title: "Shop".to_owned(),
            product_version: "1".to_owned(),
            description: String::new(),
            categories: vec![],
            docs_url: None,
            api_services: vec![service.id],
            status: ProductStatus::Active,
            labels: Labels::new(),
        };
        let product = services.product.create(&editor, product, Mode::Commit).await.unwrap();
        Self { tenant, editor, service, gateway, product }
    }

    /// A publish of the product that is ready to be sent.
    pub(crate) fn spec(&self, cluster: &Cluster, hostname: &str) -> ProductPublishSpec {
        ProductPublishSpec {
            product_id: self.product.id,
            cluster_id: cluster.id,
            environment: Environment::Prod,
            gateway_id: Some(self.gateway.id),
            hostnames: vec![hostname.to_owned()],
            base_path: "/".to_owned(),
            auth_mode: AuthMode::None,
            auth_config: AuthConfig::default(),
            api_services: vec![self.service.id],
            plans: vec![],
            visibility: Visibility::Private,
            labels: Labels::new(),
        }
    }

    /// A draft of [`Offer::spec`].
    pub(crate) async fn draft(&self, world: &World, cluster: &Cluster, hostname: &str) -> ProductPublish {
        let spec = self.spec(cluster, hostname);
        world.services.product_publish.create(&self.editor, spec, Mode::Commit).await.unwrap()
    }

    /// A draft that is sent at once.
    pub(crate) async fn published(&self, world: &World, cluster: &Cluster, hostname: &str) -> ProductPublish {
        let draft = self.draft(world, cluster, hostname).await;
        let publishes = &world.services.product_publish;
        publishes.publish(&self.editor, draft.id, Some(draft.version), "", Mode::Commit).await.unwrap()
    }
}
