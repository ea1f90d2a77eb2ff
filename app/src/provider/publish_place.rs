//! The wizard's second step: gateway and address.

use domain::form::PlaceForm;
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    at, may_edit,
    wizard::{Wizard, draft, hidden, step},
};
use crate::{
    api::publish_wizard::{Draft, PlacePublish},
    components::{CheckboxGroup, Choice, Cut, Empty, Form, Load, NotAllowed, Submit, TextArea, TextField},
    i18n::tr,
};

/// The form of the step.
#[component]
pub fn PublishPlace() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    view! {
        <Load resource=draft() view={|draft: Draft| {
            let publish = draft.publish.clone();
            view! { <Wizard publish=Some(publish) current=1><Fields draft /></Wizard> }
        }} />
    }
    .into_any()
}

#[component]
fn Fields(draft: Draft) -> impl IntoView {
    if draft.gateways.is_empty() {
        let new = at("/gateways/new");
        return view! {
            <Empty title=tr!(gateways.none) text=tr!(gateways.none_text)>
                <a class="btn btn-primary btn-sm" href=new>{tr!(gateways.new)}</a>
            </Empty>
        }
        .into_any();
    }
    let form = PlaceForm::of(&draft.publish.spec);
    let only = draft.gateways.len() == 1;
    let cut = draft.cut.then(|| view! { <Cut text=tr!(filters.cut, n = draft.gateways.len()) /> });
    let gateways = draft
        .gateways
        .into_iter()
        .map(|g| {
            let listeners = g.spec.listeners.iter().map(|l| {
                format!(
                    "{} {} {}",
                    l.protocol.as_str().to_uppercase(),
                    l.port,
                    l.hostname.as_deref().unwrap_or("*")
                )
            });
            let chosen = only || g.id.to_string() == form.gateway_id;
            Choice::new(g.id, g.spec.title, chosen).detail(listeners.collect::<Vec<_>>().join(" · "))
        })
        .collect();
    view! {
        <Form action=PlacePublish::PATH hidden=hidden(&draft.publish)>
            <CheckboxGroup name="gateway_id" label=tr!(gateways.gateway) choices=gateways single=true tall=true />
            {cut}
            <TextArea
                name="hostnames" label=tr!(publishes.hostnames) value=form.hostnames hint=tr!(publishes.hostnames_hint)
                mono=true placeholder="api.example.com" rows=2
            />
            <TextField
                name="base_path" label=tr!(publishes.base_path) value=form.base_path hint=tr!(publishes.base_path_hint)
                mono=true
            />
            <Submit label=tr!(wizard.next) back=step(&draft.publish, "start") />
        </Form>
    }
    .into_any()
}
