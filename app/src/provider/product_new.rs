//! A new product.

use domain::form::ProductForm;
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, may_edit, product_fields::ProductFields, tenant};
use crate::{
    api::{
        choices::Choices,
        product::{CreateProduct, list_service_choices},
    },
    components::{Crumb, Form, Load, NotAllowed, Page, Submit},
    i18n::tr,
};

/// A form for one product; plans follow on its page.
#[component]
pub fn ProductNew() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let owner = tenant();
    let services = Resource::new(move || owner.clone(), list_service_choices);
    view! {
        <Page title=tr!(products.new) lead=tr!(products.new_lead) crumbs=vec![Crumb::new(tr!(products.title), at("/products"))]>
            <Load resource=services view={|services: Choices| {
                let form = ProductForm { status: "active".to_owned(), ..ProductForm::default() };
                view! {
                    <div class="panel form-width">
                        <Form action=CreateProduct::PATH hidden=vec![("tenant", tenant())]>
                            <ProductFields form services />
                            <Submit label=tr!(products.create) cancel=at("/products") />
                        </Form>
                    </div>
                }
            }} />
        </Page>
    }
    .into_any()
}
