//! What the portal's routes show, and what is loaded with the first of them.

use super::{
    Provider, Start, backend_edit, gateway_detail, gateway_edit, gateway_list, gateway_new, overview,
    plan_edit, policy_edit, product_detail, product_edit, product_list, product_new, publish_access,
    publish_detail, publish_list, publish_place, publish_review, publish_services, publish_start, route_edit,
    service_backends, service_edit, service_list, service_new, service_overview, service_policies,
    service_routes,
};
use crate::lazy::lazy_pages;

lazy_pages! {
    /// One part: pages share much, and whatever several parts share would be one more file to load.
    Page, part = provider, preload = __preload_provider:
    Frame => Provider,
    Start => Start,
    Overview => overview::Overview,
    ServiceList => service_list::ServiceList,
    ServiceNew => service_new::ServiceNew,
    ServiceOverview => service_overview::ServiceOverview,
    ServiceEdit => service_edit::ServiceEdit,
    ServiceRoutes => service_routes::ServiceRoutes,
    RouteEdit => route_edit::RouteEdit,
    ServiceBackends => service_backends::ServiceBackends,
    BackendEdit => backend_edit::BackendEdit,
    ServicePolicies => service_policies::ServicePolicies,
    PolicyEdit => policy_edit::PolicyEdit,
    GatewayList => gateway_list::GatewayList,
    GatewayNew => gateway_new::GatewayNew,
    GatewayDetail => gateway_detail::GatewayDetail,
    GatewayEdit => gateway_edit::GatewayEdit,
    ListenerEdit => gateway_edit::ListenerEdit,
    ProductList => product_list::ProductList,
    ProductNew => product_new::ProductNew,
    ProductDetail => product_detail::ProductDetail,
    ProductEdit => product_edit::ProductEdit,
    PlanNew => plan_edit::PlanNew,
    PlanEdit => plan_edit::PlanEdit,
    PublishList => publish_list::PublishList,
    PublishStart => publish_start::PublishStart,
    PublishDetail => publish_detail::PublishDetail,
    PublishRestart => publish_start::PublishRestart,
    PublishPlace => publish_place::PublishPlace,
    PublishServices => publish_services::PublishServices,
    PublishAccess => publish_access::PublishAccess,
    PublishReview => publish_review::PublishReview,
}
