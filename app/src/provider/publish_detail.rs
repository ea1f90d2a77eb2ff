//! One publish: how it is, item by item, and its history. It changes while one looks.

use domain::{
    product_publish::{ProductPublish, PublishDetail as Detail, PublishStatus},
    revision::RevisionSummary,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, changes, may_edit, publish_items::Items, tenant, wizard::step};
use crate::{
    api::product_publish::{DeletePublish, WithdrawPublish, get_publish},
    components::{
        Badge, Cell, Confirm, Crumb, Fact, Facts, Icon, IconName, Load, Page, Section, ShortId, Table, Tone,
        When,
    },
    i18n::tr,
    path::param,
    words::{Status as _, Words as _},
};

/// Everything about one publish.
#[component]
pub fn PublishDetail() -> impl IntoView {
    let (tenant, publish) = (tenant(), param("publish"));
    let changes = changes(&publish);
    let detail = Resource::new(
        move || (changes.get(), tenant.clone(), publish.clone()),
        |(_, tenant, publish)| get_publish(tenant, publish),
    );
    view! { <Load resource=detail view={|detail: Detail| view! { <Whole detail /> }} /> }
}

#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let Detail { publish, items, revisions, agent_online } = detail;
    let edit = step(&publish, if publish.status == PublishStatus::Draft { "start" } else { "place" });
    let changeable = publish.status != PublishStatus::Withdrawing;
    let actions = move || {
        (may_edit() && changeable).then(|| {
            view! { <a class="btn btn-sm btn-primary" href=edit>{tr!(publishes.change)}</a> }
        })
    };
    let place = format!("{} · {}", publish.names.cluster, publish.spec.environment.words());
    let title = publish.names.product.clone();
    let end = may_edit().then(|| view! { <End publish=publish.clone() /> });
    let state = view! { <State publish=publish.clone() agent_online /> };
    view! {
        <Page
            title lead=place actions
            crumbs=vec![Crumb::new(tr!(publishes.title), at("/publishes"))]
        >
            {state}
            <Section title=tr!(items.title) lead=tr!(items.lead)><Items items /></Section>
            <Section title=tr!(publishes.revisions)><Revisions revisions publish /></Section>
            {end}
        </Page>
    }
}

#[component]
fn State(publish: ProductPublish, agent_online: bool) -> impl IntoView {
    let ProductPublish { spec, names, status, message, .. } = publish;
    let tls = spec
        .hostnames
        .iter()
        .map(|host| view! { <code class="line">{format!("{host}{}", spec.base_path)}</code> });
    let addresses = tls.collect_view();
    let means = match (status, names.target.as_str()) {
        (PublishStatus::Live, "kubernetes") => Some(tr!(publishes.live_kubernetes)),
        (PublishStatus::Live, "directory") => Some(tr!(publishes.live_directory)),
        _ => None,
    };
    let waits = !agent_online && matches!(status, PublishStatus::Publishing | PublishStatus::Withdrawing);
    let number = |n: Option<i32>| n.map_or_else(|| tr!(common.none).to_owned(), |n| format!("#{n}"));
    let (agent_tone, agent) =
        if agent_online { (Tone::Good, tr!(status.online)) } else { (Tone::Quiet, tr!(status.offline)) };
    view! {
        <section class="panel" aria-live="polite">
            {(!message.is_empty()).then(|| view! {
                <div class="alert alert-error alert-soft"><Icon name=IconName::Warning /><p>{message}</p></div>
            })}
            {waits.then(|| view! {
                <div class="alert alert-warning alert-soft"><Icon name=IconName::Warning /><p>{tr!(publishes.waits)}</p></div>
            })}
            <Facts>
                <Fact name=tr!(common.status)>{status.badge()} {means.map(|text| view! { <span class="sub">{text}</span> })}</Fact>
                <Fact name=tr!(publishes.serving)>{number(publish.serving_revision)}</Fact>
                <Fact name=tr!(publishes.wanted)>{number(publish.current_revision)}</Fact>
                <Fact name=tr!(publishes.address)>{addresses}</Fact>
                <Fact name=tr!(gateways.gateway)>{names.gateway}</Fact>
                <Fact name=tr!(wizard.auth)>{spec.auth_mode.words()}</Fact>
                <Fact name=tr!(publishes.agent)><Badge tone=agent_tone text=agent /></Fact>
                <Fact name=tr!(common.id)><ShortId id=publish.id.to_string() /></Fact>
                <Fact name=tr!(common.changed)><When at=publish.updated_at /></Fact>
            </Facts>
        </section>
    }
}

#[component]
fn Revisions(revisions: Vec<RevisionSummary>, publish: ProductPublish) -> impl IntoView {
    if revisions.is_empty() {
        return view! { <p class="quiet">{tr!(publishes.no_revision)}</p> }.into_any();
    }
    let heads =
        vec![tr!(publishes.revision), tr!(publishes.note), tr!(publishes.author), tr!(common.created)];
    let rows = revisions.into_iter().map(|r| {
        let serves = (publish.serving_revision == Some(r.number))
            .then(|| view! { <Badge tone=Tone::Good text=tr!(publishes.serves) /> });
        view! {
            <tr>
                <Cell head=tr!(publishes.revision)><strong>{format!("#{}", r.number)}</strong> " " {serves}</Cell>
                <Cell head=tr!(publishes.note)>{r.note}</Cell>
                <Cell head=tr!(publishes.author)>{r.author}</Cell>
                <Cell head=tr!(common.created)><When at=r.created_at /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(publishes.revisions) heads>{rows}</Table> }.into_any()
}

/// Withdrawing what is on the cluster, or deleting what is not.
#[component]
fn End(publish: ProductPublish) -> impl IntoView {
    let hidden = vec![("tenant", tenant()), ("publish", publish.id.to_string())];
    let address = publish.spec.hostnames.join(", ");
    let form = if publish.status.is_detached() {
        view! {
            <Confirm
                label=tr!(publishes.delete) action=DeletePublish::PATH hidden name=""
                consequence=tr!(publishes.delete_text)
            />
        }
        .into_any()
    } else if publish.status == PublishStatus::Withdrawing {
        view! { <p class="quiet">{tr!(publishes.withdrawing)}</p> }.into_any()
    } else {
        view! {
            <Confirm
                label=tr!(publishes.withdraw) action=WithdrawPublish::PATH hidden name=publish.names.product
                consequence=tr!(publishes.withdraw_text, address = address, cluster = publish.names.cluster)
            />
        }
        .into_any()
    };
    view! { <Section title=tr!(common.danger)>{form}</Section> }
}
