//! The fields of an API service itself.

use domain::form::ApiServiceForm;
use leptos::prelude::*;

use crate::{
    components::{TextArea, TextField},
    i18n::tr,
};

/// All fields, filled with `form`.
#[component]
pub fn ServiceFields(form: ApiServiceForm) -> impl IntoView {
    view! {
        <div class="columns">
            <TextField name="title" label=tr!(common.title) value=form.title placeholder=tr!(samples.service) required=true />
            <TextField
                name="name" label=tr!(common.name) value=form.name hint=tr!(common.name_hint) mono=true required=true
                placeholder="orders"
            />
            <TextField name="api_version" label=tr!(services.version) value=form.api_version placeholder="2.1.0" />
        </div>
        <TextArea name="description" label=tr!(common.description) value=form.description />
        <TextArea name="labels" label=tr!(common.labels) value=form.labels hint=tr!(common.labels_hint) rows=2 mono=true />
    }
}
