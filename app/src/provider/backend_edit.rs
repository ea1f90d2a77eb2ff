//! The form of one backend, new or stored.

use domain::{Error, api_service::ApiServiceSpec, form::BackendForm};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    backend_fields::BackendFields,
    may_edit,
    service_frame::{PartPage, hidden, home},
};
use crate::{
    api::backend::PutBackend,
    components::{ErrorPanel, Form, NotAllowed, Submit},
    i18n::tr,
    path::param,
};

/// A new backend, or the one named in the address.
#[component]
pub fn BackendEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let part = param("part");
    let title = if part.is_empty() { tr!(backends.new).to_owned() } else { part.clone() };
    let form = move |spec: ApiServiceSpec| {
        let stored = match spec.backends.iter().find(|b| b.name == part) {
            Some(backend) => BackendForm::of(backend),
            None if part.is_empty() => BackendForm { protocol: "http".to_owned(), ..BackendForm::default() },
            None => return view! { <ErrorPanel error=crate::error::AppError::of_page(Error::not_found("backend")) /> }.into_any(),
        };
        view! {
            <Form action=PutBackend::PATH hidden=hidden(part.clone())>
                <BackendFields form=stored />
                <Submit label=tr!(common.save) cancel=home("/backends") />
            </Form>
        }
        .into_any()
    };
    view! { <PartPage title tab="/backends" tab_title=tr!(services.backends) view=form /> }.into_any()
}
