//! API services.

use domain::{
    api_service::{ApiService, ApiServiceSummary},
    form::ApiServiceForm,
    page::Page,
};
use leptos::prelude::*;

use super::list_query::ListQuery;
use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A part of the tenant's services; `search` looks into names and titles.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "api-services/list")]
pub async fn list_api_services(tenant: String, list: ListQuery) -> Answer<Page<ApiServiceSummary>> {
    let (services, caller) = server::call(&tenant)?;
    let filter = services::ApiServiceFilter { search: list.search(), labels: list.labels()? };
    Ok(services.api_service.list(&caller, &filter, &list.page()).await?)
}

/// One service with its parts.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "api-services/get")]
pub async fn get_api_service(tenant: String, service: String) -> Answer<ApiService> {
    let (services, caller) = server::call(&tenant)?;
    Ok(services.api_service.get(&caller, server::id(&service, "api service")?).await?)
}

/// Makes one and goes to it.
#[server(prefix = "/fn", endpoint = "api-services/create")]
pub async fn create_api_service(tenant: String, #[server(flatten)] form: ApiServiceForm) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let mut spec = domain::api_service::ApiServiceSpec::default();
    form.apply(&mut spec)?;
    let service = services.api_service.create(&caller, spec, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/api-services/{}", service.id), Notice::Created);
    Ok(())
}

/// Changes its own fields; its parts stay.
#[server(prefix = "/fn", endpoint = "api-services/update")]
pub async fn update_api_service(
    tenant: String,
    service: String,
    version: String,
    #[server(flatten)] form: ApiServiceForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&service, "api service")?;
    let version = Some(server::version(&version));
    services.api_service.edit(&caller, id, version, services::Mode::Commit, |spec| form.apply(spec)).await?;
    server::go(&format!("/provider/{tenant}/api-services/{id}"), Notice::Saved);
    Ok(())
}

/// Deletes one whose name was typed.
#[server(prefix = "/fn", endpoint = "api-services/delete")]
pub async fn delete_api_service(tenant: String, service: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let found = services.api_service.get(&caller, server::id(&service, "api service")?).await?;
    server::confirmed(&confirm, &found.spec.name)?;
    services.api_service.delete(&caller, found.id, found.version, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/api-services"), Notice::Deleted);
    Ok(())
}
