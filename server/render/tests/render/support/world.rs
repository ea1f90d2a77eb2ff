//! Builds what a publish froze: services from JSON, as a provider would send them, everything else
//! with defaults that a test changes.

use domain::{
    api_service::ApiServiceSpec,
    gateway::{GatewaySpec, Listener, ListenerProtocol},
    id::TypedId,
    product_publish::{AuthConfig, AuthMode, Environment, Visibility},
    revision::{ClusterRef, GatewaySnapshot, PlanSnapshot, ProductRef, ServiceSnapshot, Snapshot, TenantRef},
};
use render::{AccessSet, Capabilities, Input, Item};
use serde_json::{Value, json};
use uuid::Uuid;

/// An id that is the same in every run.
pub(crate) fn id<T: TypedId>(number: u128) -> T {
    T::from_uuid(Uuid::from_u128(0x0198_f0c1_7c3a_7d10_b2a4_0000_0000_0000 + number))
}

/// A service that passes its validation.
#[track_caller]
pub(crate) fn service(number: u128, name: &str, parts: &Value) -> ServiceSnapshot {
    let mut spec = json!({"name": name, "title": name});
    for (part, list) in parts.as_object().unwrap() {
        spec[part] = list.clone();
    }
    let spec: ApiServiceSpec = serde_json::from_value(spec).unwrap();
    ServiceSnapshot { id: id(number), spec: spec.validate(false).unwrap() }
}

/// A plan that passes its validation.
#[track_caller]
pub(crate) fn plan(number: u128, spec: Value) -> PlanSnapshot {
    let spec: domain::plan::PlanSpec = serde_json::from_value(spec).unwrap();
    PlanSnapshot { id: id(number), spec: spec.validate().unwrap() }
}

/// A publish of the services, open to everybody, at `/` of `api.acme.example`.
pub(crate) fn snapshot(services: Vec<ServiceSnapshot>) -> Snapshot {
    let listener = Listener {
        name: "http".into(),
        port: 80,
        protocol: ListenerProtocol::Http,
        hostname: None,
        certificate: None,
    };
    let gateway = GatewaySpec {
        name: "edge".into(),
        title: "Edge".into(),
        listeners: vec![listener],
        ..GatewaySpec::default()
    };
    Snapshot {
        tenant: TenantRef { id: id(1), slug: "acme".into() },
        publish_id: id(2),
        cluster: ClusterRef { id: id(3), name: "local".into(), gateway_class: "envoy-gateway".into() },
        product: ProductRef { id: id(4), name: "shop".into(), version: "1.2".into() },
        environment: Environment::Prod,
        gateway: GatewaySnapshot { id: id(5), spec: gateway },
        hostnames: vec!["api.acme.example".into()],
        base_path: "/".into(),
        auth_mode: AuthMode::None,
        auth_config: AuthConfig::default(),
        services,
        plans: Vec::new(),
        visibility: Visibility::Public,
    }
}

/// A cluster that can do everything.
pub(crate) fn able() -> Capabilities {
    use domain::cluster::Capability;
    Capabilities::new("kubernetes", Capability::ALL)
}

/// Revision 3 for a cluster that can do everything.
#[track_caller]
pub(crate) fn render(snapshot: &Snapshot, access: &AccessSet) -> Vec<Item> {
    render_for(snapshot, access, &able())
}

/// Revision 3; nothing may stand in the way.
#[track_caller]
pub(crate) fn render_for(snapshot: &Snapshot, access: &AccessSet, capabilities: &Capabilities) -> Vec<Item> {
    assert_eq!(render::check(snapshot, capabilities), []);
    render::render(&Input { snapshot, revision: 3, access, capabilities })
}
