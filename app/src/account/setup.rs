//! The first operator of a new installation, by the link the server printed when it started.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{Form, Plain, Submit, TextField},
    i18n::tr,
    path::query_once,
};

/// Name, address and password of the first operator.
#[component]
pub fn Setup() -> impl IntoView {
    view! {
        <Plain>
            <Title text=tr!(setup.title) />
            <div class="panel narrow">
                <div>
                    <h1>{tr!(setup.title)}</h1>
                    <p class="lead">{tr!(setup.lead)}</p>
                </div>
                <Form action="/auth/setup" carried=vec![("token", query_once("token"))]>
                    <TextField name="name" label=tr!(setup.name) autocomplete="name" required=true />
                    <TextField name="email" label=tr!(login.email) kind="email" autocomplete="username" required=true />
                    <TextField
                        name="password" label=tr!(login.password) kind="password" autocomplete="new-password"
                        hint=tr!(setup.password_hint) required=true
                    />
                    <Submit label=tr!(setup.submit) />
                </Form>
            </div>
        </Plain>
    }
}
