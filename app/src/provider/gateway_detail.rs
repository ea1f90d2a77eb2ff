//! One gateway and its listeners.

use domain::gateway::{Gateway, Listener};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, may_edit, part_link, tenant};
use crate::{
    api::gateway::{DeleteGateway, RemoveListener, get_gateway},
    components::{
        Cell, Confirm, Crumb, Fact, Facts, LabelChips, Load, Page, Section, ShortId, Table, When, or_none,
    },
    i18n::tr,
    path::param,
};

/// Everything about one gateway.
#[component]
pub fn GatewayDetail() -> impl IntoView {
    let (tenant, gateway) = (tenant(), param("gateway"));
    let detail = Resource::new(
        move || (tenant.clone(), gateway.clone()),
        |(tenant, gateway)| get_gateway(tenant, gateway),
    );
    view! { <Load resource=detail view={|gateway: Gateway| view! { <Whole gateway /> }} /> }
}

#[component]
fn Whole(gateway: Gateway) -> impl IntoView {
    let home = at(&format!("/gateways/{}", gateway.id));
    let edit = format!("{home}/edit");
    let add = format!("{home}/new-listener");
    let actions =
        move || may_edit().then(|| view! { <a class="btn btn-sm" href=edit>{tr!(common.edit)}</a> });
    let add = move || {
        may_edit()
            .then(|| view! { <a class="btn btn-sm btn-primary" href=add>{tr!(gateways.new_listener)}</a> })
    };
    let class =
        gateway.spec.gateway_class.clone().unwrap_or_else(|| tr!(gateways.class_of_cluster).to_owned());
    let (name, title) = (gateway.spec.name.clone(), gateway.spec.title.clone());
    let (id, created, changed) = (gateway.id.to_string(), gateway.created_at, gateway.updated_at);
    let shown = name.clone();
    let labels = gateway.spec.labels.clone();
    let hidden = vec![("tenant", tenant()), ("gateway", id.clone())];
    let delete = may_edit().then(|| {
        view! {
            <Section title=tr!(common.danger)>
                <Confirm
                    label=tr!(gateways.delete) action=DeleteGateway::PATH
                    hidden name consequence=tr!(gateways.delete_text)
                />
            </Section>
        }
    });
    view! {
        <Page title crumbs=vec![Crumb::new(tr!(gateways.title), at("/gateways"))] actions>
            <section class="panel">
                <Facts>
                    <Fact name=tr!(common.name)><code>{shown}</code></Fact>
                    <Fact name=tr!(common.id)><ShortId id /></Fact>
                    <Fact name=tr!(clusters.gateway_class)>{class}</Fact>
                    <Fact name=tr!(common.created)><When at=created /></Fact>
                    <Fact name=tr!(common.changed)><When at=changed /></Fact>
                    <Fact name=tr!(common.labels)><LabelChips labels list=at("/gateways") /></Fact>
                </Facts>
            </section>
            <Section title=tr!(gateways.listeners) lead=tr!(gateways.listeners_lead) actions=add>
                <Listeners gateway />
            </Section>
            {delete}
        </Page>
    }
}

#[component]
fn Listeners(gateway: Gateway) -> impl IntoView {
    let heads = vec![
        tr!(gateways.listener),
        tr!(backends.protocol),
        tr!(routes.port),
        tr!(gateways.hostname),
        tr!(gateways.certificate),
        "",
    ];
    let home = at(&format!("/gateways/{}", gateway.id));
    let hidden = |listener: &Listener| {
        let (id, version) = (gateway.id.to_string(), gateway.version.to_string());
        vec![("tenant", tenant()), ("gateway", id), ("version", version), ("part", listener.name.clone())]
    };
    let several = gateway.spec.listeners.len() > 1;
    let rows = gateway.spec.listeners.iter().map(|l| {
        let remove = (several && may_edit()).then(|| view! {
            <Confirm
                label=tr!(common.remove) action=RemoveListener::PATH hidden=hidden(l) name=l.name.clone()
                consequence=tr!(gateways.remove_text, name = l.name)
            />
        });
        let (href, l) = (format!("{home}/listeners/{}", l.name), l.clone());
        let name = part_link(l.name, href);
        view! {
            <tr>
                <Cell head=tr!(gateways.listener)>{name}</Cell>
                <Cell head=tr!(backends.protocol)>{l.protocol.as_str().to_uppercase()}</Cell>
                <Cell head=tr!(routes.port) number=true>{l.port}</Cell>
                <Cell head=tr!(gateways.hostname)><code>{l.hostname.clone().unwrap_or_else(|| "*".to_owned())}</code></Cell>
                <Cell head=tr!(gateways.certificate)>{or_none(l.certificate.clone())}</Cell>
                <Cell head="">{remove}</Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(gateways.listeners) heads numbers=&[2]>{rows}</Table> }
}
