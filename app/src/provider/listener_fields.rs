//! The fields of a gateway itself, and of one listener.

use domain::{
    form::{GatewayForm, ListenerForm},
    gateway::ListenerProtocol,
};
use leptos::prelude::*;

use crate::{
    components::{Choice, Select, TextArea, TextField},
    i18n::tr,
};

/// The gateway's own fields.
#[component]
pub fn GatewayFields(form: GatewayForm) -> impl IntoView {
    view! {
        <div class="columns">
            <TextField name="title" label=tr!(common.title) value=form.title placeholder=tr!(samples.gateway) required=true />
            <TextField
                name="name" label=tr!(common.name) value=form.name hint=tr!(common.name_hint) mono=true required=true
                placeholder="edge"
            />
        </div>
        <TextField
            name="gateway_class" label=tr!(clusters.gateway_class) value=form.gateway_class mono=true
            hint=tr!(gateways.class_hint)
        />
        <TextArea name="labels" label=tr!(common.labels) value=form.labels hint=tr!(common.labels_hint) rows=2 mono=true />
    }
}

/// One listener's fields.
#[component]
pub fn ListenerFields(form: ListenerForm) -> impl IntoView {
    let protocols = ListenerProtocol::ALL
        .iter()
        .map(|p| Choice::new(p, p.as_str().to_uppercase(), form.protocol == p.as_str()))
        .collect();
    view! {
        <div class="columns-3">
            <TextField
                name="listener_name" label=tr!(gateways.listener_name) value=form.listener_name mono=true required=true
                placeholder="http"
            />
            <Select name="protocol" label=tr!(backends.protocol) choices=protocols />
            <TextField name="port" label=tr!(routes.port) value=form.port kind="number" required=true placeholder="80" />
        </div>
        <TextField
            name="hostname" label=tr!(gateways.hostname) value=form.hostname mono=true hint=tr!(gateways.hostname_hint)
            placeholder="*.example.com"
        />
        <TextField
            name="certificate" label=tr!(gateways.certificate) value=form.certificate mono=true
            hint=tr!(gateways.certificate_hint) placeholder="edge-tls"
        />
    }
}
