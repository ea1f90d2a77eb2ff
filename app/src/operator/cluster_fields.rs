//! The fields of a cluster, for making and for editing one.

use domain::{cluster::Capability, form::ClusterForm, product_publish::Environment};
use leptos::prelude::*;

use crate::{
    api::choices::{Choices, Named},
    components::{CheckboxGroup, Choice, Cut, TextArea, TextField},
    i18n::tr,
    words::Words as _,
};

/// All fields, filled with `form`; `tenants` are those it can be opened to.
#[component]
pub fn ClusterFields(form: ClusterForm, tenants: Choices) -> impl IntoView {
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
            <TextField name="title" label=tr!(common.title) value=form.title placeholder=tr!(samples.cluster) required=true />
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
        <Access access=form.access chosen=form.tenants tenants />
        <TextArea name="labels" label=tr!(common.labels) value=form.labels hint=tr!(common.labels_hint) rows=2 mono=true />
        <input type="hidden" name="protocol_pin" value=form.protocol_pin />
    }
}

/// Who may publish there: every provider, or those that are ticked.
#[component]
fn Access(access: String, chosen: Vec<String>, tenants: Choices) -> impl IntoView {
    let access = [("all", tr!(clusters.access_all)), ("list", tr!(clusters.access_list))]
        .map(|(value, words)| Choice::new(value, words, access == value))
        .to_vec();
    let none = tenants.all.is_empty();
    let cut = tenants.cut.then(|| view! { <Cut text=tr!(filters.cut, n = tenants.all.len()) /> });
    let tenants = tenants
        .all
        .into_iter()
        .map(|Named { id, title }| {
            let ticked = chosen.contains(&id);
            Choice::new(id, title, ticked)
        })
        .collect();
    let list = if none {
        view! { <p class="hint">{tr!(clusters.tenants_none)}</p> }.into_any()
    } else {
        view! {
            <CheckboxGroup name="tenants[]" label=tr!(clusters.tenants) choices=tenants hint=tr!(clusters.tenants_hint) tall=true />
            {cut}
        }
        .into_any()
    };
    view! {
        <CheckboxGroup name="access" label=tr!(clusters.access) choices=access single=true />
        <div class="when-list form">{list}</div>
    }
}
