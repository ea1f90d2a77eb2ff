//! Products.

use domain::{form::ProductForm, page::Page, product::Product};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A product with the names of its services and where it is published.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProductDetail {
    /// The product.
    pub product: Product,
    /// Id and title of every API service of the tenant, as far as a form can hold them.
    pub services: Vec<(String, String)>,
    /// Its publishes, newest first.
    pub publishes: Vec<domain::product_publish::ProductPublish>,
}

/// A part of the tenant's products.
#[server(prefix = "/fn", endpoint = "products/list")]
pub async fn list_products(tenant: String, cursor: String) -> Answer<Page<Product>> {
    let (services, caller) = server::call(&tenant)?;
    Ok(services.product.list(&caller, &Default::default(), &server::after(cursor)).await?)
}

/// Id and title of every API service, for choosing.
#[server(prefix = "/fn", endpoint = "products/services")]
pub async fn list_service_choices(tenant: String) -> Answer<Vec<(String, String)>> {
    let (services, caller) = server::call(&tenant)?;
    let page = services.api_service.list(&caller, &Default::default(), &server::choices()).await?;
    Ok(page.items.into_iter().map(|s| (s.id.to_string(), s.title)).collect())
}

/// One product with what belongs to it.
#[server(prefix = "/fn", endpoint = "products/get")]
pub async fn get_product(tenant: String, product: String) -> Answer<ProductDetail> {
    let (services, caller) = server::call(&tenant)?;
    let product = services.product.get(&caller, server::id(&product, "product")?).await?;
    let filter = services::ProductPublishFilter { product: Some(product.id), ..Default::default() };
    let publishes = services.product_publish.list(&caller, &filter, &server::choices()).await?.items;
    Ok(ProductDetail { product, services: list_service_choices(tenant).await?, publishes })
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
