//! What a publish consists of on its cluster, object by object, in the controller's own words.

use domain::{item::ResourceStatus, product_publish::ItemStatus};
use leptos::prelude::*;

use crate::{
    components::{Badge, Cell, Empty, Table, Tone, When},
    i18n::tr,
    words::{Status as _, Words as _},
};

/// All items in the order of applying.
#[component]
pub fn Items(items: Vec<ItemStatus>) -> impl IntoView {
    if items.is_empty() {
        return view! { <Empty title=tr!(items.none) text=tr!(items.none_text) /> }.into_any();
    }
    items.into_iter().map(|item| view! { <Item item /> }).collect_view().into_any()
}

#[component]
fn Item(item: ItemStatus) -> impl IntoView {
    let gone = item.hash.is_none();
    let status = match (&item.observed, item.up_to_date) {
        (Some(observed), true) => observed.phase.badge().into_any(),
        _ if gone => view! { <Badge tone=Tone::Busy text=tr!(items.removing) /> }.into_any(),
        _ => view! { <Badge tone=Tone::Busy text=tr!(items.waiting) /> }.into_any(),
    };
    let attempt = (item.attempt > 1).then(|| tr!(items.attempt, n = item.attempt));
    let reported = item.observed.as_ref().map(|o| o.reported_at);
    let (message, resources) = item.observed.map(|o| (o.message, o.resources)).unwrap_or_default();
    view! {
        <div class="item">
            <div class="item-head">
                <h3>{item.key.kind.words()}</h3> {status}
                <span class="quiet">{attempt}</span>
                <span class="quiet item-time">{reported.map(|at| view! { <When at /> })}</span>
            </div>
            {(!message.is_empty()).then(|| view! { <p class="item-message">{message}</p> })}
            {(!resources.is_empty()).then(|| view! { <Resources resources /> })}
        </div>
    }
}

#[component]
fn Resources(resources: Vec<ResourceStatus>) -> impl IntoView {
    let heads = vec![tr!(items.object), tr!(common.status), tr!(items.says)];
    let rows = resources.into_iter().map(|r| {
        let place = if r.namespace.is_empty() { r.name } else { format!("{}/{}", r.namespace, r.name) };
        let conditions = r.conditions.into_iter().map(|c| {
            let words =
                [c.reason, c.message].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(": ");
            view! { <span class="sub">{format!("{}={} {words}", c.kind, c.status)}</span> }
        });
        let conditions = conditions.collect::<Vec<_>>();
        let blank = r.message.is_empty() && conditions.is_empty();
        view! {
            <tr>
                <Cell head=tr!(items.object)><code>{place}</code><span class="sub">{r.kind}</span></Cell>
                <Cell head=tr!(common.status)>{r.phase.badge()}</Cell>
                <Cell head=tr!(items.says) blank>{r.message}{conditions}</Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(items.objects) heads>{rows}</Table> }
}
