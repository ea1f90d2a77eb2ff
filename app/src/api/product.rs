//! Products.

use domain::{form::ProductForm, page::Page, product::Product};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{choices::Choices, list_query::ListQuery, product_publish::PublishRow};
use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{api::choices::Named, flash::Notice, server_context as server};

/// A product with the names of its services and where it is published.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProductDetail {
    /// The product.
    pub product: Product,
    /// The tenant's API services, those of the product among them.
    pub services: Choices,
    /// Its publishes, newest first.
    pub publishes: Vec<PublishRow>,
    /// Whether it has more of them.
    pub more_publishes: bool,
}

/// A part of the tenant's products.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "products/list")]
pub async fn list_products(tenant: String, list: ListQuery) -> Answer<Page<Product>> {
    let (services, caller) = server::call(&tenant)?;
    let filter =
        services::ProductFilter { search: list.search(), status: list.status()?, labels: list.labels()? };
    Ok(services.product.list(&caller, &filter, &list.page()).await?)
}

/// API services to choose from.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "products/services")]
pub async fn list_service_choices(tenant: String) -> Answer<Choices> {
    service_choices(&tenant, &[]).await
}

/// API services to choose from; those that are chosen are there even where the list is cut.
#[cfg(feature = "ssr")]
pub(super) async fn service_choices(tenant: &str, chosen: &[domain::id::ApiServiceId]) -> Answer<Choices> {
    let (services, caller) = server::call(tenant)?;
    let list = async |page| services.api_service.list(&caller, &Default::default(), &page).await;
    let (found, cut) = server::choices(&services, list).await?;
    let missing: Vec<_> = chosen.iter().filter(|id| !found.iter().any(|s| s.id == **id)).collect();
    let mut all: Vec<_> = found.into_iter().map(|s| Named::new(s.id, s.title)).collect();
    for id in missing {
        // One that is gone meanwhile is nothing to choose any more.
        if let Ok(service) = services.api_service.get(&caller, *id).await {
            all.push(Named::new(service.id, service.spec.title));
        }
    }
    Ok(Choices { all, cut })
}

/// One product with what belongs to it.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "products/get")]
pub async fn get_product(tenant: String, product: String) -> Answer<ProductDetail> {
    let (services, caller) = server::call(&tenant)?;
    let product = services.product.get(&caller, server::id(&product, "product")?).await?;
    let filter = services::ProductPublishFilter { product: Some(product.id), ..Default::default() };
    let page = services.product_publish.list(&caller, &filter, &Default::default()).await?;
    Ok(ProductDetail {
        services: service_choices(&tenant, &product.spec.api_services).await?,
        product,
        more_publishes: page.next_cursor.is_some(),
        publishes: super::product_publish::rows(&services, &caller, page.items).await?,
    })
}

/// Makes one and goes to it.
#[server(prefix = "/fn", endpoint = "products/create")]
pub async fn create_product(tenant: String, #[server(flatten)] form: ProductForm) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let product = services.product.create(&caller, form.parse()?, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/products/{}", product.id), Notice::Created);
    Ok(())
}

/// Changes one.
#[server(prefix = "/fn", endpoint = "products/update")]
pub async fn update_product(
    tenant: String,
    product: String,
    version: String,
    #[server(flatten)] form: ProductForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&product, "product")?;
    let version = server::version(&version);
    services.product.update(&caller, id, version, form.parse()?, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/products/{id}"), Notice::Saved);
    Ok(())
}

/// Deletes one whose name was typed.
#[server(prefix = "/fn", endpoint = "products/delete")]
pub async fn delete_product(tenant: String, product: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let found = services.product.get(&caller, server::id(&product, "product")?).await?;
    server::confirmed(&confirm, &found.spec.name)?;
    services.product.delete(&caller, found.id, found.version, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/products"), Notice::Deleted);
    Ok(())
}
