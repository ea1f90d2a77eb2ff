//! Backends of an API service.

use domain::form::BackendForm;
use leptos::prelude::*;

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// Adds one, or replaces the one named `part`.
#[server(prefix = "/fn", endpoint = "backends/put")]
pub async fn put_backend(
    tenant: String,
    service: String,
    part: String,
    #[server(flatten)] form: BackendForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&service, "api service")?;
    let new = form.parse()?;
    let name = Some(part.as_str()).filter(|name| !name.is_empty());
    let change = |spec: &mut domain::api_service::ApiServiceSpec| spec.put_backend(name, new).map(drop);
    let edit = services.api_service.edit(&caller, id, None, services::Mode::Commit, change).await;
    edit.map_err(|error| error.within("backends"))?;
    server::go(&format!("/provider/{tenant}/api-services/{id}/backends"), Notice::Saved);
    Ok(())
}

/// Removes one that no route uses, once its name was typed.
#[server(prefix = "/fn", endpoint = "backends/remove")]
pub async fn remove_backend(tenant: String, service: String, part: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    server::confirmed(&confirm, &part)?;
    let id = server::id(&service, "api service")?;
    let change = |spec: &mut domain::api_service::ApiServiceSpec| {
        let users = spec.users_of_backend(&part);
        if !users.is_empty() {
            return Err(domain::Error::conflict(
                domain::Reason::new(domain::Code::InUse).with("dependents", users.join(", ")),
            ));
        }
        let before = spec.backends.len();
        spec.backends.retain(|p| p.name != part);
        if spec.backends.len() == before { Err(domain::Error::not_found("backend")) } else { Ok(()) }
    };
    services.api_service.edit(&caller, id, None, services::Mode::Commit, change).await?;
    server::go(&format!("/provider/{tenant}/api-services/{id}/backends"), Notice::Deleted);
    Ok(())
}
