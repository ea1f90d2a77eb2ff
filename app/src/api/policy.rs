//! Policies of an API service.

use domain::form::PolicyForm;
use leptos::prelude::*;

use crate::error::Answer;
#[cfg(feature = "ssr")]
use crate::{flash::Notice, server_context as server};

/// Adds one, or replaces the one named `part`.
#[server(prefix = "/fn", endpoint = "policies/put")]
pub async fn put_policy(
    tenant: String,
    service: String,
    part: String,
    #[server(flatten)] form: PolicyForm,
) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    let id = server::id(&service, "api service")?;
    let new = form.parse()?;
    let name = Some(part.as_str()).filter(|name| !name.is_empty());
    let change = |spec: &mut domain::api_service::ApiServiceSpec| spec.put_policy(name, new).map(drop);
    let edit = services.api_service.edit(&caller, id, None, services::Mode::Commit, change).await;
    edit.map_err(|error| error.within("policies"))?;
    server::go(&format!("/provider/{tenant}/api-services/{id}/policies"), Notice::Saved);
    Ok(())
}

/// Removes one whose name was typed.
#[server(prefix = "/fn", endpoint = "policies/remove")]
pub async fn remove_policy(tenant: String, service: String, part: String, confirm: String) -> Answer<()> {
    let (services, caller) = server::call(&tenant)?;
    server::confirmed(&confirm, &part)?;
    let id = server::id(&service, "api service")?;
    let change = |spec: &mut domain::api_service::ApiServiceSpec| {
        let before = spec.policies.len();
        spec.policies.retain(|p| p.name != part);
        if spec.policies.len() == before { Err(domain::Error::not_found("policy")) } else { Ok(()) }
    };
    services.api_service.edit(&caller, id, None, services::Mode::Commit, change).await?;
    server::go(&format!("/provider/{tenant}/api-services/{id}/policies"), Notice::Deleted);
    Ok(())
}
