//! Changing a product.

use domain::form::ProductForm;
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, may_edit, product_detail::product, product_fields::ProductFields, tenant};
use crate::{
    api::product::{ProductDetail, UpdateProduct},
    components::{Crumb, Form, Load, NotAllowed, Page, Submit},
    i18n::tr,
};

/// The form of one product.
#[component]
pub fn ProductEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    view! {
        <Load resource=product() view={|detail: ProductDetail| {
            let product = detail.product;
            let home = at(&format!("/products/{}", product.id));
            let crumbs = vec![
                Crumb::new(tr!(products.title), at("/products")),
                Crumb::new(product.spec.title.clone(), home.clone()),
            ];
            let hidden = vec![
                ("tenant", tenant()), ("product", product.id.to_string()), ("version", product.version.to_string()),
            ];
            view! {
                <Page title=tr!(products.edit) crumbs>
                    <div class="panel form-width">
                        <Form action=UpdateProduct::PATH hidden>
                            <ProductFields form=ProductForm::of(&product.spec) services=detail.services />
                            <Submit label=tr!(common.save) cancel=home />
                        </Form>
                    </div>
                </Page>
            }
        }} />
    }
    .into_any()
}
