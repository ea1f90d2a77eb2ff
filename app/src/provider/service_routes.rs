//! The routes of one API service.

use domain::{api_service::ApiService, route::Route};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    may_edit, part_link,
    service_frame::{ServiceTabs, hidden, home},
};
use crate::{
    api::route::RemoveRoute,
    components::{Cell, Confirm, Empty, Section, Table},
    i18n::tr,
    words::Words as _,
};

/// A table of routes.
#[component]
pub fn ServiceRoutes() -> impl IntoView {
    view! { <ServiceTabs tab="/routes" view={|service: ApiService| view! { <Routes routes=service.spec.routes /> }} /> }
}

#[component]
fn Routes(routes: Vec<Route>) -> impl IntoView {
    let add = || {
        may_edit().then(
            || view! { <a class="btn btn-primary btn-sm" href=home("/new-route")>{tr!(routes.new)}</a> },
        )
    };
    if routes.is_empty() {
        return view! { <Empty title=tr!(routes.none) text=tr!(routes.none_text)>{add()}</Empty> }.into_any();
    }
    let heads = vec![tr!(routes.route), tr!(routes.methods), tr!(routes.path), tr!(routes.goes_to), ""];
    let rows = routes.into_iter().map(row).collect_view();
    view! {
        <Section title=tr!(services.routes) lead=tr!(routes.lead) actions=add>
            <Table label=tr!(services.routes) heads>{rows}</Table>
        </Section>
    }
    .into_any()
}

fn row(route: Route) -> impl IntoView {
    let methods = match route.methods.is_empty() {
        true => view! { <span class="quiet">{tr!(routes.any_method)}</span> }.into_any(),
        false => route
            .methods
            .iter()
            .map(|m| view! { <span class="tag">{m.as_str()}</span> })
            .collect_view()
            .into_any(),
    };
    let to = match &route.redirect {
        Some(redirect) => tr!(routes.redirects, status = redirect.status),
        None => route.backends.iter().map(|b| b.backend.as_str()).collect::<Vec<_>>().join(", "),
    };
    let remove = may_edit().then(|| {
        view! {
            <Confirm
                label=tr!(common.remove) action=RemoveRoute::PATH hidden=hidden(route.name.clone()) name=route.name.clone()
                consequence=tr!(routes.remove_text, name = route.name)
            />
        }
    });
    let name = part_link(route.name.clone(), home(&format!("/routes/{}", route.name)));
    view! {
        <tr>
            <Cell head=tr!(routes.route)>
                {name}
            </Cell>
            <Cell head=tr!(routes.methods)><span class="tags">{methods}</span></Cell>
            <Cell head=tr!(routes.path)><code>{route.path.value}</code><span class="sub">{route.path.kind.words()}</span></Cell>
            <Cell head=tr!(routes.goes_to)>{to}</Cell>
            <Cell head="">{remove}</Cell>
        </tr>
    }
}
