//! Signing in.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{Form, Plain, Submit, TextField},
    i18n::tr,
    path::query,
};

/// E-mail address and password; `next` is where to go afterwards.
#[component]
pub fn Login() -> impl IntoView {
    view! {
        <Plain>
            <Title text=tr!(login.title) />
            <div class="panel narrow">
                <div>
                    <h1>{tr!(login.title)}</h1>
                    <p class="lead">{tr!(login.lead)}</p>
                </div>
                <Form action="/auth/login" carried=vec![("next", query("next"))]>
                    <TextField name="email" label=tr!(login.email) kind="email" autocomplete="username" required=true />
                    <TextField
                        name="password" label=tr!(login.password) kind="password" autocomplete="current-password"
                        required=true
                    />
                    <Submit label=tr!(login.submit) />
                </Form>
            </div>
        </Plain>
    }
}
