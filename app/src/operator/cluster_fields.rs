//! The fields of a cluster, for making and for editing one.

use domain::{cluster::Capability, form::ClusterForm, product_publish::Environment};
use leptos::prelude::*;

use crate::{
    components::{CheckboxGroup, Choice, TextArea, TextField},
    i18n::tr,
    words::Words as _,
};

/// All fields, filled with `form`.
#[component]
pub fn ClusterFields(form: ClusterForm) -> impl IntoView {
    let environments = Environment::ALL
        .iter()
        .map(|e| Choice::new(e, e.words(), form.environments.iter().any(|own| own == e.as_str())))
        .collect();
    let declared = Capability::ALL
        .iter()
        .map(|c| Choice::new(c, c.words(), form.declared.iter().any(|own| own == c.as_str())))
        .collect();
    view! {
        <div class="columns">
            <TextField name="title" label=tr!(common.title) value=form.title placeholder="Frankfurt 1" required=true />
            <TextField
                name="name" label=tr!(common.name) value=form.name hint=tr!(common.name_hint) mono=true required=true
                placeholder="frankfurt-1"
            />
            <TextField name="region" label=tr!(clusters.region) value=form.region placeholder="eu-central-1" />
            <TextField
                name="gateway_class" label=tr!(clusters.gateway_class) value=form.gateway_class mono=true
                hint=tr!(clusters.gateway_class_hint)
            />
        </div>
        <CheckboxGroup
            name="environments[]" label=tr!(clusters.environments) choices=environments hint=tr!(clusters.environments_hint)
        />
        <CheckboxGroup name="declared[]" label=tr!(clusters.declared) choices=declared hint=tr!(clusters.declared_hint) />
        <TextArea name="labels" label=tr!(common.labels) value=form.labels hint=tr!(common.labels_hint) rows=2 mono=true />
        <input type="hidden" name="protocol_pin" value=form.protocol_pin />
    }
}
