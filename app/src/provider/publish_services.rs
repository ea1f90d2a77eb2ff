//! The wizard's third step: which of the product's services.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    at, may_edit,
    wizard::{Wizard, draft, hidden, step},
};
use crate::{
    api::{
        choices::Named,
        publish_wizard::{ChooseServices, Draft},
    },
    components::{CheckboxGroup, Choice, Empty, Form, Load, NotAllowed, Submit},
    i18n::tr,
};

/// The form of the step.
#[component]
pub fn PublishServices() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    view! {
        <Load resource=draft() view={|draft: Draft| {
            let publish = draft.publish.clone();
            view! { <Wizard publish=Some(publish) current=2><Fields draft /></Wizard> }
        }} />
    }
    .into_any()
}

#[component]
fn Fields(draft: Draft) -> impl IntoView {
    if draft.services.is_empty() {
        let edit = at(&format!("/products/{}/edit", draft.product.id));
        return view! {
            <Empty title=tr!(wizard.no_service) text=tr!(wizard.no_service_text)>
                <a class="btn btn-primary btn-sm" href=edit>{tr!(products.edit)}</a>
            </Empty>
        }
        .into_any();
    }
    let chosen = draft.publish.spec.api_services.clone();
    let services = draft
        .services
        .into_iter()
        .map(|Named { id, title }| {
            let chosen = chosen.iter().any(|own| own.to_string() == id);
            Choice::new(id, title, chosen)
        })
        .collect();
    view! {
        <Form action=ChooseServices::PATH hidden=hidden(&draft.publish)>
            <CheckboxGroup name="api_services[]" label=tr!(nav.services) choices=services hint=tr!(wizard.services_hint) tall=true />
            <Submit label=tr!(wizard.next) back=step(&draft.publish, "place") />
        </Form>
    }
    .into_any()
}
