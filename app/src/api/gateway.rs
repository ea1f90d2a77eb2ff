//! Gateways and their listeners.

use domain::{
    form::{GatewayForm, ListenerForm},
    gateway::Gateway,
    page::Page,
};
use leptos::prelude::*;

use super::list_query::ListQuery;
use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// A part of the tenant's gateways.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "gateways/list")]
pub async fn list_gateways(tenant: String, list: ListQuery) -> Answer<Page<Gateway>> {
    let (services, caller) = server::call(&tenant)?;
    let filter = services::GatewayFilter { search: list.search(), labels: list.labels()? };
    Ok(services.gateway.list(&caller, &filter, &list.page()).await?)
}

/// One gateway.
#[server(prefix = "/fn", output = crate::encoding::Data, endpoint = "gateways/get")]
pub async fn get_gateway(tenant: String, gateway: String) -> Answer<Gateway> {
    let (services, caller) = server::call(&tenant)?;
    Ok(services.gateway.get(&caller, server::id(&gateway, "gateway")?).await?)
}

/// Makes one with its first listener and goes to it.
#[server(prefix = "/fn", endpoint = "gateways/create")]
pub async fn create_gateway(
    tenant: String,
    #[server(flatten)] form: GatewayForm,
    #[server(flatten)] listener: ListenerForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let mut spec = domain::gateway::GatewaySpec::default();
    form.apply(&mut spec)?;
    spec.listeners.push(listener.parse()?);
    let gateway =
        services.gateway.create(&caller, spec, services::Mode::Commit).await.map_err(of_listener)?;
    server::go(&format!("/provider/{tenant}/gateways/{}", gateway.id), Notice::Created);
    Ok(())
}

/// Changes its own fields; its listeners stay.
#[server(prefix = "/fn", endpoint = "gateways/update")]
pub async fn update_gateway(
    tenant: String,
    gateway: String,
    version: String,
    #[server(flatten)] form: GatewayForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&gateway, "gateway")?;
    let mut spec = services.gateway.get(&caller, id).await?.spec;
    form.apply(&mut spec)?;
    services.gateway.update(&caller, id, server::version(&version), spec, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/gateways/{id}"), Notice::Saved);
    Ok(())
}

/// Adds a listener, or replaces the one named `part`.
#[server(prefix = "/fn", endpoint = "listeners/put")]
pub async fn put_listener(
    tenant: String,
    gateway: String,
    version: String,
    part: String,
    #[server(flatten)] form: ListenerForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&gateway, "gateway")?;
    let listener = form.parse()?;
    let mut spec = services.gateway.get(&caller, id).await?.spec;
    let name = Some(part.as_str()).filter(|name| !name.is_empty());
    domain::api_service::put_part(&mut spec.listeners, name, listener, |l| &l.name, "listener")?;
    let version = server::version(&version);
    let update = services.gateway.update(&caller, id, version, spec, services::Mode::Commit).await;
    update.map_err(of_listener)?;
    server::go(&format!("/provider/{tenant}/gateways/{id}"), Notice::Saved);
    Ok(())
}

/// Removes a listener whose name was typed; a gateway keeps at least one.
#[server(prefix = "/fn", endpoint = "listeners/remove")]
pub async fn remove_listener(
    tenant: String,
    gateway: String,
    version: String,
    part: String,
    confirm: String,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    server::confirmed(&confirm, &part)?;
    let id = server::id(&gateway, "gateway")?;
    let mut spec = services.gateway.get(&caller, id).await?.spec;
    spec.listeners.retain(|l| l.name != part);
    services.gateway.update(&caller, id, server::version(&version), spec, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/gateways/{id}"), Notice::Deleted);
    Ok(())
}

/// Deletes one whose name was typed.
#[server(prefix = "/fn", endpoint = "gateways/delete")]
pub async fn delete_gateway(tenant: String, gateway: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let found = services.gateway.get(&caller, server::id(&gateway, "gateway")?).await?;
    server::confirmed(&confirm, &found.spec.name)?;
    services.gateway.delete(&caller, found.id, found.version, services::Mode::Commit).await?;
    server::go(&format!("/provider/{tenant}/gateways"), Notice::Deleted);
    Ok(())
}

/// Errors as the listener's form sees them: its name has a field of its own.
#[cfg(feature = "ssr")]
fn of_listener(error: domain::Error) -> domain::Error {
    let domain::Error::Invalid(fields) = error else { return error };
    let rename = |mut e: domain::FieldError| {
        if e.field.starts_with("listeners[") && e.field.ends_with("].name") {
            e.field = "listener_name".to_owned();
        }
        e
    };
    domain::Error::Invalid(fields.into_iter().map(rename).collect()).within("listeners")
}
