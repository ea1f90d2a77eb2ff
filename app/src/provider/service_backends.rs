//! The backends of one API service.

use domain::{api_service::ApiService, backend::Backend};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    may_edit, part_link,
    service_frame::{ServiceTabs, hidden, home},
};
use crate::{
    api::backend::RemoveBackend,
    components::{Cell, Confirm, Empty, Section, Table},
    i18n::tr,
    words::Words as _,
};

/// A table of backends.
#[component]
pub fn ServiceBackends() -> impl IntoView {
    view! {
        <ServiceTabs tab="/backends" view={|service: ApiService| view! { <Backends backends=service.spec.backends /> }} />
    }
}

#[component]
fn Backends(backends: Vec<Backend>) -> impl IntoView {
    let add = || {
        may_edit().then(
            || view! { <a class="btn btn-primary btn-sm" href=home("/new-backend")>{tr!(backends.new)}</a> },
        )
    };
    if backends.is_empty() {
        return view! { <Empty title=tr!(backends.none) text=tr!(backends.none_text)>{add()}</Empty> }
            .into_any();
    }
    let heads = vec![tr!(backends.backend), tr!(backends.protocol), tr!(backends.endpoints), ""];
    let rows = backends.into_iter().map(row).collect_view();
    view! {
        <Section title=tr!(services.backends) lead=tr!(backends.lead) actions=add>
            <Table label=tr!(services.backends) heads>{rows}</Table>
        </Section>
    }
    .into_any()
}

fn row(backend: Backend) -> impl IntoView {
    let endpoints = backend
        .endpoints
        .iter()
        .map(|e| view! { <code class="line">{format!("{}:{}", e.host, e.port)}</code> });
    let endpoints = endpoints.collect_view();
    let remove = may_edit().then(|| view! {
        <Confirm
            label=tr!(common.remove) action=RemoveBackend::PATH hidden=hidden(backend.name.clone()) name=backend.name.clone()
            consequence=tr!(backends.remove_text, name = backend.name)
        />
    });
    let name = part_link(backend.name.clone(), home(&format!("/backends/{}", backend.name)));
    view! {
        <tr>
            <Cell head=tr!(backends.backend)>
                {name}
            </Cell>
            <Cell head=tr!(backends.protocol)>{backend.protocol.words()}</Cell>
            <Cell head=tr!(backends.endpoints)>{endpoints}</Cell>
            <Cell head="">{remove}</Cell>
        </tr>
    }
}
