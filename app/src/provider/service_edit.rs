//! Changing an API service's own fields.

use domain::{api_service::ApiService, form::ApiServiceForm};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    at, may_edit,
    service_fields::ServiceFields,
    service_frame::{home, service},
    tenant,
};
use crate::{
    api::api_service::UpdateApiService,
    components::{Crumb, Form, Load, NotAllowed, Page, Submit},
    i18n::tr,
};

/// The form of one service.
#[component]
pub fn ServiceEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    view! {
        <Load resource=service() view={|service: ApiService| {
            let crumbs = vec![
                Crumb::new(tr!(services.title), at("/api-services")),
                Crumb::new(service.spec.title.clone(), home("")),
            ];
            let hidden = vec![
                ("tenant", tenant()), ("service", service.id.to_string()), ("version", service.version.to_string()),
            ];
            view! {
                <Page title=tr!(services.edit) crumbs>
                    <div class="panel form-width">
                        <Form action=UpdateApiService::PATH hidden>
                            <ServiceFields form=ApiServiceForm::of(&service.spec) />
                            <Submit label=tr!(common.save) cancel=home("") />
                        </Form>
                    </div>
                </Page>
            }
        }} />
    }
    .into_any()
}
