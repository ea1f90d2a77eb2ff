//! Signing in.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::Plain, i18n::tr};

/// E-mail address and password.
#[component]
pub fn Login() -> impl IntoView {
    view! {
        <Plain>
            <Title text=tr!(login.title) />
            <div class="panel narrow"><h1>{tr!(login.title)}</h1></div>
        </Plain>
    }
}
