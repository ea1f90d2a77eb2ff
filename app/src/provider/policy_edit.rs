//! The form of one policy, new (of the kind in the address) or stored.

use domain::{Error, api_service::ApiServiceSpec, form::PolicyForm, policy::PolicyKind};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    may_edit,
    policy_fields::PolicyFields,
    service_frame::{PartPage, hidden, home},
};
use crate::{
    api::policy::PutPolicy,
    components::{ErrorPanel, Form, NotAllowed, Submit},
    i18n::tr,
    path::param,
    words::Words as _,
};

/// A new policy, or the one named in the address.
#[component]
pub fn PolicyEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let (part, kind) = (param("part"), param("kind"));
    let new_kind = kind.parse::<PolicyKind>().ok();
    let title = match new_kind {
        Some(kind) => tr!(policies.new_of, kind = kind.words()),
        None => part.clone(),
    };
    let form = move |spec: ApiServiceSpec| {
        let stored = spec.policies.iter().find(|p| p.name == part);
        let stored = match (stored, new_kind) {
            (Some(policy), _) => PolicyForm::of(policy),
            (None, Some(kind)) if part.is_empty() => {
                PolicyForm { kind: kind.to_string(), enabled: "true".to_owned(), ..PolicyForm::default() }
            }
            _ => return view! { <ErrorPanel error=crate::error::AppError::of_page(Error::not_found("policy")) /> }.into_any(),
        };
        let kind = stored.kind.parse::<PolicyKind>().ok().filter(|_| !part.is_empty());
        let routes = spec.routes.into_iter().map(|r| r.name).collect();
        view! {
            {kind.map(|kind| view! { <p class="quiet">{tr!(policies.of_kind, kind = kind.words())}</p> })}
            <Form action=PutPolicy::PATH hidden=hidden(part.clone())>
                <PolicyFields form=stored routes />
                <Submit label=tr!(common.save) cancel=home("/policies") />
            </Form>
        }
        .into_any()
    };
    view! { <PartPage title tab="/policies" tab_title=tr!(services.policies) view=form /> }.into_any()
}
