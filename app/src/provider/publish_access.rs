//! The wizard's fourth step: how callers prove who they are, and what is offered to them.

use domain::{
    plan::PlanStatus,
    product_publish::{AuthMode, Visibility},
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    may_edit,
    product_detail::rate,
    wizard::{Wizard, draft, hidden, step},
};
use crate::{
    api::publish_wizard::{ChooseAccess, Draft},
    components::{CheckboxGroup, Choice, Form, Load, NotAllowed, Submit, TextField},
    i18n::tr,
    words::Words as _,
};

/// The form of the step.
#[component]
pub fn PublishAccess() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    view! {
        <Load resource=draft() view={|draft: Draft| {
            let publish = draft.publish.clone();
            view! { <Wizard publish=Some(publish) current=3><Fields draft /></Wizard> }
        }} />
    }
    .into_any()
}

#[component]
fn Fields(draft: Draft) -> impl IntoView {
    let spec = draft.publish.spec.clone();
    let detail = |mode| match mode {
        AuthMode::None => tr!(auth_mode.none_text),
        AuthMode::ApiKey => tr!(auth_mode.api_key_text),
    };
    let modes = AuthMode::ALL
        .iter()
        .map(|m| Choice::new(m, m.words(), *m == spec.auth_mode).detail(detail(*m)))
        .collect();
    // Until callers are told apart nobody has chosen plans: most publishes offer them all.
    let untouched = spec.auth_mode == AuthMode::None;
    let plans: Vec<_> = draft
        .product
        .plans
        .iter()
        .filter(|p| p.spec.status == PlanStatus::Active || spec.plans.contains(&p.id))
        .map(|p| {
            Choice::new(p.id, p.spec.title.clone(), untouched || spec.plans.contains(&p.id))
                .detail(rate(&p.spec))
        })
        .collect();
    let visible = Visibility::ALL.iter().map(|v| Choice::new(v, v.words(), *v == spec.visibility)).collect();
    let header = spec.auth_config.api_key_header;
    let has_plans = !plans.is_empty();
    view! {
        <Form action=ChooseAccess::PATH hidden=hidden(&draft.publish)>
            <CheckboxGroup name="auth_mode" label=tr!(wizard.auth) choices=modes single=true tall=true />
            <div class="when-key form">
                <TextField
                    name="auth_config_api_key_header" label=tr!(wizard.key_header) value=header mono=true
                    hint=tr!(wizard.key_header_hint)
                />
                {has_plans.then(|| view! {
                    <CheckboxGroup name="plans[]" label=tr!(products.plans) choices=plans hint=tr!(wizard.plans_hint) tall=true />
                })}
            </div>
            <CheckboxGroup name="visibility" label=tr!(wizard.visibility) choices=visible single=true />
            <Submit label=tr!(wizard.next) back=step(&draft.publish, "services") />
        </Form>
    }
}
