//! The fields of a product.

use domain::{form::ProductForm, product::ProductStatus};
use leptos::prelude::*;

use crate::{
    api::choices::{Choices, Named},
    components::{CheckboxGroup, Choice, Cut, Select, TextArea, TextField},
    i18n::tr,
    words::Words as _,
};

/// All fields, filled with `form`; `services` are what there is to offer.
#[component]
pub fn ProductFields(form: ProductForm, services: Choices) -> impl IntoView {
    let statuses =
        ProductStatus::ALL.iter().map(|s| Choice::new(s, s.words(), form.status == s.as_str())).collect();
    let cut = services.cut.then(|| view! { <Cut text=tr!(filters.cut, n = services.all.len()) /> });
    let services = services
        .all
        .into_iter()
        .map(|Named { id, title }| {
            let chosen = form.api_services.contains(&id);
            Choice::new(id, title, chosen)
        })
        .collect();
    view! {
        <div class="columns">
            <TextField name="title" label=tr!(common.title) value=form.title placeholder=tr!(samples.product) required=true />
            <TextField
                name="name" label=tr!(common.name) value=form.name hint=tr!(common.name_hint) mono=true required=true
                placeholder="commerce"
            />
            <TextField name="product_version" label=tr!(services.version) value=form.product_version placeholder="1.0" />
            <Select name="status" label=tr!(common.status) choices=statuses hint=tr!(products.status_hint) />
        </div>
        <CheckboxGroup name="api_services[]" label=tr!(nav.services) choices=services hint=tr!(products.services_hint) tall=true />
        {cut}
        <TextArea name="description" label=tr!(common.description) value=form.description rows=4 />
        <div class="columns">
            <TextField
                name="categories" label=tr!(products.categories) value=form.categories hint=tr!(products.categories_hint)
                placeholder=tr!(samples.categories)
            />
            <TextField
                name="docs_url" label=tr!(products.docs_url) value=form.docs_url placeholder="https://docs.example.com"
            />
        </div>
        <TextArea name="labels" label=tr!(common.labels) value=form.labels hint=tr!(common.labels_hint) rows=2 mono=true />
    }
}
