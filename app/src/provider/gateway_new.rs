//! A new gateway with its first listener.

use domain::form::{GatewayForm, ListenerForm};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    at,
    listener_fields::{GatewayFields, ListenerFields},
    may_edit, tenant,
};
use crate::{
    api::gateway::CreateGateway,
    components::{Crumb, Form, NotAllowed, Page, Submit},
    i18n::tr,
};

/// A form for both.
#[component]
pub fn GatewayNew() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let list = at("/gateways");
    let listener = ListenerForm {
        listener_name: "http".to_owned(),
        port: "80".to_owned(),
        protocol: "http".to_owned(),
        ..ListenerForm::default()
    };
    view! {
        <Page title=tr!(gateways.new) lead=tr!(gateways.new_lead) crumbs=vec![Crumb::new(tr!(gateways.title), list.clone())]>
            <div class="panel form-width">
                <Form action=CreateGateway::PATH hidden=vec![("tenant", tenant())]>
                    <GatewayFields form=GatewayForm::default() />
                    <h2>{tr!(gateways.first_listener)}</h2>
                    <ListenerFields form=listener />
                    <Submit label=tr!(gateways.create) cancel=list />
                </Form>
            </div>
        </Page>
    }
    .into_any()
}
