//! Changing a gateway, or one of its listeners.

use domain::{
    Error,
    form::{GatewayForm, ListenerForm},
    gateway::Gateway,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    at,
    listener_fields::{GatewayFields, ListenerFields},
    may_edit, tenant,
};
use crate::{
    api::gateway::{PutListener, UpdateGateway, get_gateway},
    components::{Crumb, ErrorPanel, Form, Load, NotAllowed, Page, Submit},
    error::Answer,
    i18n::tr,
    path::param,
};

fn gateway() -> Resource<Answer<Gateway>> {
    let (tenant, gateway) = (tenant(), param("gateway"));
    Resource::new(move || (tenant.clone(), gateway.clone()), |(tenant, gateway)| get_gateway(tenant, gateway))
}

fn hidden(gateway: &Gateway) -> Vec<(&'static str, String)> {
    vec![("tenant", tenant()), ("gateway", gateway.id.to_string()), ("version", gateway.version.to_string())]
}

fn crumbs(gateway: &Gateway) -> Vec<Crumb> {
    vec![
        Crumb::new(tr!(gateways.title), at("/gateways")),
        Crumb::new(gateway.spec.title.clone(), at(&format!("/gateways/{}", gateway.id))),
    ]
}

/// The form of the gateway's own fields.
#[component]
pub fn GatewayEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    view! {
        <Load resource=gateway() view={|gateway: Gateway| view! {
            <Page title=tr!(gateways.edit) crumbs=crumbs(&gateway)>
                <div class="panel form-width">
                    <Form action=UpdateGateway::PATH hidden=hidden(&gateway)>
                        <GatewayFields form=GatewayForm::of(&gateway.spec) />
                        <Submit label=tr!(common.save) cancel=at(&format!("/gateways/{}", gateway.id)) />
                    </Form>
                </div>
            </Page>
        }} />
    }
    .into_any()
}

/// The form of one listener, new or stored.
#[component]
pub fn ListenerEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let part = param("part");
    let form = move |gateway: Gateway| {
        let title = if part.is_empty() { tr!(gateways.new_listener).to_owned() } else { part.clone() };
        let stored = match gateway.spec.listeners.iter().find(|l| l.name == part) {
            Some(listener) => ListenerForm::of(listener),
            None if part.is_empty() => {
                ListenerForm { protocol: "http".to_owned(), ..ListenerForm::default() }
            }
            None => return view! { <ErrorPanel error=crate::error::AppError::of_page(Error::not_found("listener")) /> }.into_any(),
        };
        let mut hidden = hidden(&gateway);
        hidden.push(("part", part.clone()));
        view! {
            <Page title crumbs=crumbs(&gateway)>
                <div class="panel form-width">
                    <Form action=PutListener::PATH hidden>
                        <ListenerFields form=stored />
                        <Submit label=tr!(common.save) cancel=at(&format!("/gateways/{}", gateway.id)) />
                    </Form>
                </div>
            </Page>
        }
        .into_any()
    };
    view! { <Load resource=gateway() view=form /> }.into_any()
}
