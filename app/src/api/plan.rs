//! Plans of a product.

use domain::{form::PlanForm, plan::Plan};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A plan and what it belongs to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlanDetail {
    /// The plan.
    pub plan: Plan,
    /// Title of its product.
    pub product: String,
}

/// One plan.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "plans/get")]
pub async fn get_plan(tenant: String, product: String, plan: String) -> Answer<PlanDetail> {
    let (services, caller) = server::call(&tenant)?;
    let (product, plan) = (server::id(&product, "product")?, server::id(&plan, "plan")?);
    let plan = services.plan.get(&caller, product, plan).await?;
    let product = services.product.get(&caller, product).await?;
    Ok(PlanDetail { plan, product: product.spec.title })
}

/// Makes one, or changes the one given by its id and version.
#[server(prefix = "/fn", endpoint = "plans/put")]
pub async fn put_plan(
    tenant: String,
    product: String,
    plan: String,
    version: String,
    #[server(flatten)] form: PlanForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let (product, spec, mode) = (server::id(&product, "product")?, form.parse()?, services::Mode::Commit);
    match plan.as_str() {
        "" => services.plan.create(&caller, product, spec, mode).await?,
        plan => {
            let plan = server::id(plan, "plan")?;
            services.plan.update(&caller, product, plan, server::version(&version), spec, mode).await?
        }
    };
    server::go(&format!("/provider/{tenant}/products/{product}"), Notice::Saved);
    Ok(())
}

/// Deletes one whose name was typed.
#[server(prefix = "/fn", endpoint = "plans/delete")]
pub async fn delete_plan(tenant: String, product: String, plan: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let product = server::id(&product, "product")?;
    let found = services.plan.get(&caller, product, server::id(&plan, "plan")?).await?;
    server::confirmed(&confirm, &found.spec.name)?;
    services.plan.delete(&caller, product, found.id, found.version, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/products/{product}"), Notice::Deleted);
    Ok(())
}
