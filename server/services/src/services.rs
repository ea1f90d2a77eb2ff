//! All use cases in one value: axum's state, gRPC's field and Leptos' context alike.

use crate::{ApiServices, Ctx, Delivery, Gateways, Plans, ProductPublishes, Products};

/// All use cases; cheap to clone. To add a noun: a field here.
#[derive(Debug, Clone)]
pub struct Services {
    /// What all of them share.
    pub ctx: Ctx,
    /// API services.
    pub api_service: ApiServices,
    /// Agents' work streams.
    pub delivery: Delivery,
    /// Gateways.
    pub gateway: Gateways,
    /// Plans of products.
    pub plan: Plans,
    /// Products.
    pub product: Products,
    /// Publishes.
    pub product_publish: ProductPublishes,
}

impl Services {
    /// Ties the use cases to what they share.
    pub fn new(ctx: Ctx) -> Self {
        Self {
            api_service: ApiServices::new(ctx.clone()),
            delivery: Delivery::new(ctx.clone()),
            gateway: Gateways::new(ctx.clone()),
            plan: Plans::new(ctx.clone()),
            product: Products::new(ctx.clone()),
            product_publish: ProductPublishes::new(ctx.clone()),
            ctx,
        }
    }
}
