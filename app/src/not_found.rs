//! An address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{Plain, RequestId},
    i18n::tr,
    session,
};

/// Says so, and where to go instead.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::server_context::set_status(&domain::Error::not_found("page"));
    view! {
        <Plain>
            <Title text=tr!(not_found.title) />
            <div class="panel narrow">
                <h1>{tr!(not_found.title)}</h1>
                <p class="quiet">{tr!(not_found.text)}</p>
                <div class="actions"><a class="btn btn-primary" href="/" rel="external">{tr!(not_found.home)}</a></div>
                <RequestId id=session::request_id() />
            </div>
        </Plain>
    }
}
