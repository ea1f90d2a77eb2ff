//! One publish: how it is, item by item, and its history. It changes while one looks.

use domain::{
    page::Page as Part,
    product_publish::{ProductPublish, PublishDetail as Detail, PublishEvent, PublishStatus},
    revision::RevisionSummary,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, changes, may_edit, publish_items::Items, publish_state::State, tenant, wizard::step};
use crate::{
    api::product_publish::{DeletePublish, RollPublishBack, WholePublish, WithdrawPublish, get_publish},
    components::{
        Actor, Badge, Cell, Confirm, Crumb, Disclosure, Form, FormState, Load, Page, Pagination, Section,
        Table, TextField, Tone, When,
    },
    i18n::tr,
    path::{param, query},
};

/// Everything about one publish.
#[component]
pub fn PublishDetail() -> impl IntoView {
    let (tenant, publish) = (tenant(), param("publish"));
    let (changes, cursor) = (changes(&publish), query("cursor"));
    let whole = Resource::new(
        move || (changes.get(), tenant.clone(), publish.clone(), cursor.get()),
        |(_, tenant, publish, cursor)| get_publish(tenant, publish, cursor),
    );
    view! { <Load resource=whole view={|whole: WholePublish| view! { <Whole whole /> }} /> }
}

#[component]
fn Whole(whole: WholePublish) -> impl IntoView {
    let Detail { publish, items, agent_online } = whole.detail.clone();
    let revisions = whole.revisions.clone();
    let edit = step(&publish, if publish.status == PublishStatus::Draft { "start" } else { "place" });
    let changeable = publish.status != PublishStatus::Withdrawing;
    let actions = move || {
        (may_edit() && changeable).then(|| {
            view! { <a class="btn btn-sm btn-primary" href=edit>{tr!(publishes.change)}</a> }
        })
    };
    let place = whole.place();
    let title = publish.names.product.clone();
    let end = may_edit().then(|| view! { <End publish=publish.clone() addresses=whole.addresses() /> });
    let state = view! { <State whole agent_online /> };
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
fn Revisions(revisions: Part<RevisionSummary>, publish: ProductPublish) -> impl IntoView {
    let Part { items: revisions, next_cursor } = revisions;
    if revisions.is_empty() {
        return view! { <p class="quiet">{tr!(publishes.no_revision)}</p> }.into_any();
    }
    let mut heads =
        vec![tr!(publishes.revision), tr!(publishes.note), tr!(publishes.author), tr!(common.created)];
    let may_go_back = may_edit() && publish.status.next(PublishEvent::Publish).is_some();
    if may_go_back {
        heads.push("");
    }
    let rows = revisions.into_iter().map(|r| {
        let serves = (publish.serving_revision == Some(r.number))
            .then(|| view! { <Badge tone=Tone::Good text=tr!(publishes.serves) /> });
        let back = (may_go_back && publish.current_revision != Some(r.number))
            .then(|| view! { <GoBack publish=publish.clone() number=r.number /> });
        let back = may_go_back.then(|| view! { <Cell head="">{back}</Cell> });
        view! {
            <tr>
                <Cell head=tr!(publishes.revision)><strong>{format!("#{}", r.number)}</strong> " " {serves}</Cell>
                <Cell head=tr!(publishes.note) blank=r.note.is_empty()>{r.note}</Cell>
                <Cell head=tr!(publishes.author)><Actor name=r.author /></Cell>
                <Cell head=tr!(common.created)><When at=r.created_at /></Cell>
                {back}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(publishes.revisions) heads>{rows}</Table> <Pagination next=next_cursor /> }
        .into_any()
}

/// One click, but for saying what it does: going back is for bad moments.
#[component]
fn GoBack(publish: ProductPublish, number: i32) -> impl IntoView {
    let hidden = vec![
        ("tenant", tenant()),
        ("publish", publish.id.to_string()),
        ("version", publish.version.to_string()),
        ("revision", number.to_string()),
    ];
    let note = tr!(publishes.rolled_back, n = number);
    let open = FormState::is_refused(RollPublishBack::PATH, &hidden);
    view! {
        <Disclosure label=tr!(publishes.roll_back) open>
            <Form action=RollPublishBack::PATH hidden>
                <p>{tr!(publishes.roll_back_text, n = number, cluster = publish.names.cluster)}</p>
                <TextField name="note" label=tr!(publishes.note) value=note />
                <button type="submit" class="btn btn-sm btn-primary">{tr!(publishes.roll_back)}</button>
            </Form>
        </Disclosure>
    }
}

/// Withdrawing what is on the cluster, or deleting what is not.
#[component]
fn End(publish: ProductPublish, addresses: Vec<String>) -> impl IntoView {
    let hidden = vec![("tenant", tenant()), ("publish", publish.id.to_string())];
    let address = addresses.join(", ");
    let form = if publish.status.is_detached() {
        view! {
            <Confirm
                label=tr!(publishes.delete) action=DeletePublish::PATH hidden name=publish.names.product
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
