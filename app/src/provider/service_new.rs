//! A new API service.

use domain::form::ApiServiceForm;
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, may_edit, service_fields::ServiceFields, tenant};
use crate::{
    api::api_service::CreateApiService,
    components::{Crumb, Form, NotAllowed, Page, Submit},
    i18n::tr,
};

/// A form for its own fields; routes, backends and policies follow on its page.
#[component]
pub fn ServiceNew() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let list = at("/api-services");
    view! {
        <Page title=tr!(services.new) lead=tr!(services.new_lead) crumbs=vec![Crumb::new(tr!(services.title), list.clone())]>
            <div class="panel form-width">
                <Form action=CreateApiService::PATH hidden=vec![("tenant", tenant())]>
                    <ServiceFields form=ApiServiceForm::default() />
                    <Submit label=tr!(services.create) cancel=list />
                </Form>
            </div>
        </Page>
    }
    .into_any()
}
