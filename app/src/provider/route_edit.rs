//! The form of one route, new or stored.

use domain::{Error, api_service::ApiServiceSpec, form::RouteForm};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    may_edit,
    route_fields::RouteFields,
    service_frame::{PartPage, hidden, home},
};
use crate::{
    api::route::PutRoute,
    components::{ErrorPanel, Form, NotAllowed, Submit},
    i18n::tr,
    path::param,
};

/// A new route, or the one named in the address.
#[component]
pub fn RouteEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let part = param("part");
    let title = if part.is_empty() { tr!(routes.new).to_owned() } else { part.clone() };
    let form = move |spec: ApiServiceSpec| {
        let stored = match spec.routes.iter().find(|r| r.name == part) {
            Some(route) => RouteForm::of(route),
            None if part.is_empty() => RouteForm {
                path_kind: "prefix".to_owned(),
                path_value: "/".to_owned(),
                weights: spec
                    .backends
                    .first()
                    .map(|b| (b.name.clone(), "1".to_owned()))
                    .into_iter()
                    .collect(),
                ..RouteForm::default()
            },
            None => return view! { <ErrorPanel error=crate::error::AppError::of_page(Error::not_found("route")) /> }.into_any(),
        };
        let backends = spec.backends.into_iter().map(|b| b.name).collect();
        view! {
            <Form action=PutRoute::PATH hidden=hidden(part.clone())>
                <RouteFields form=stored backends />
                <Submit label=tr!(common.save) cancel=home("/routes") />
            </Form>
        }
        .into_any()
    };
    view! { <PartPage title tab="/routes" tab_title=tr!(services.routes) view=form /> }.into_any()
}
