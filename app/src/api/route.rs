//! Routes of an API service.

use domain::form::RouteForm;
use leptos::prelude::*;

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// Adds one, or replaces the one named `part`.
#[server(prefix = "/fn", endpoint = "routes/put")]
pub async fn put_route(
    tenant: String,
    service: String,
    part: String,
    #[server(flatten)] form: RouteForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&service, "api service")?;
    let new = form.parse()?;
    let name = Some(part.as_str()).filter(|name| !name.is_empty());
    let change = |spec: &mut domain::api_service::ApiServiceSpec| spec.put_route(name, new).map(drop);
    let edit = services.api_service.edit(&caller, id, None, services::Mode::Commit, change).await;
    edit.map_err(|error| error.within("routes"))?;
    server::go(&format!("/provider/{tenant}/api-services/{id}/routes"), Notice::Saved);
    Ok(())
}

/// Removes one whose name was typed, and its name from policies that cover it; one that covers nothing else goes too.
#[server(prefix = "/fn", endpoint = "routes/remove")]
pub async fn remove_route(tenant: String, service: String, part: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    server::confirmed(&confirm, &part)?;
    let id = server::id(&service, "api service")?;
    let change = |spec: &mut domain::api_service::ApiServiceSpec| {
        for policy in &mut spec.policies {
            if policy.routes == [part.clone()] {
                policy.routes.clear();
                policy.enabled = false;
            }
            policy.routes.retain(|name| *name != part);
        }
        let before = spec.routes.len();
        spec.routes.retain(|p| p.name != part);
        if spec.routes.len() == before { Err(domain::Error::not_found("route")) } else { Ok(()) }
    };
    services.api_service.edit(&caller, id, None, services::Mode::Commit, change).await?;
    server::go(&format!("/provider/{tenant}/api-services/{id}/routes"), Notice::Deleted);
    Ok(())
}
