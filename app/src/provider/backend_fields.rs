//! The fields of a backend: where it is, what it speaks, how it proves itself.

use domain::{backend::BackendProtocol, form::BackendForm};
use leptos::prelude::*;

use crate::{
    components::{Checkbox, Choice, Fold, Select, TextArea, TextField},
    i18n::tr,
    words::Words as _,
};

/// All fields, filled with `form`.
#[component]
pub fn BackendFields(form: BackendForm) -> impl IntoView {
    let protocols =
        BackendProtocol::ALL.iter().map(|p| Choice::new(p, p.words(), form.protocol == p.as_str())).collect();
    let tls = !form.tls.is_empty();
    view! {
        <div class="columns">
            <TextField name="name" label=tr!(common.name) value=form.name hint=tr!(common.name_hint) mono=true required=true placeholder="orders-v2" />
            <Select name="protocol" label=tr!(backends.protocol) choices=protocols />
        </div>
        <TextArea
            name="endpoints" label=tr!(backends.endpoints) value=form.endpoints hint=tr!(backends.endpoints_hint) mono=true
            placeholder="orders.example.com:8080"
        />
        <Fold title=tr!(backends.tls) open=tls fields=&["tls", "tls_sni", "tls_ca_pem"]>
            <Checkbox name="tls" label=tr!(backends.tls_on) ticked=tls hint=tr!(backends.tls_hint) />
            <TextField name="tls_sni" label=tr!(backends.sni) value=form.tls_sni mono=true hint=tr!(backends.sni_hint) />
            <TextArea
                name="tls_ca_pem" label=tr!(backends.ca) value=form.tls_ca_pem mono=true rows=5 hint=tr!(backends.ca_hint)
                placeholder="-----BEGIN CERTIFICATE-----"
            />
        </Fold>
    }
}
