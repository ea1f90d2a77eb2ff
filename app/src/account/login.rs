//! Signing in.

use domain::Code;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{Form, Icon, IconName, Plain, Submit, TextField},
    flash::Notice,
    i18n::{reason, tr},
    path::query_once,
    session,
};

/// E-mail address and password; `next` is where to go afterwards.
#[component]
pub fn Login() -> impl IntoView {
    let ended = (session::flash().notice == Some(Notice::SessionEnded)).then(|| {
        view! {
            <div class="alert alert-warning alert-soft" role="status">
                <Icon name=IconName::Warning />
                <div><p>{reason(&Code::SessionEnded.into())}</p><p>{tr!(login.kept)}</p></div>
            </div>
        }
    });
    view! {
        <Plain>
            <Title text=tr!(login.title) />
            <div class="panel narrow">
                <div>
                    <h1>{tr!(login.title)}</h1>
                    <p class="lead">{tr!(login.lead)}</p>
                </div>
                {ended}
                <Form action="/auth/login" carried=vec![("next", query_once("next"))]>
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
