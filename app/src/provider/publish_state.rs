//! How a publish is: what is on the cluster, and what its draft would change.

use domain::product_publish::{AuthMode, ProductPublish, PublishStatus, Published};
use leptos::prelude::*;

use super::{may_edit, wizard::step};
use crate::{
    api::product_publish::{WholePublish, addresses},
    components::{Addresses, Badge, Fact, Facts, Icon, IconName, LabelChips, ShortId, Tone, When},
    i18n::tr,
    words::{Status as _, Words as _},
};

/// What is shown of a publish: a revision's values, or the draft's while nothing is on the cluster.
struct Shown {
    addresses: Vec<String>,
    gateway: String,
    auth_mode: AuthMode,
    place: String,
}

impl WholePublish {
    fn shown(&self) -> Shown {
        let ProductPublish { spec, names, .. } = &self.detail.publish;
        let place = |cluster: &str, environment: &str| format!("{cluster} · {environment}");
        match &self.standing.published {
            Some(published) => Shown {
                addresses: addresses(&published.hostnames, &published.base_path),
                gateway: published.gateway.clone(),
                auth_mode: published.auth_mode,
                place: place(&published.cluster, published.environment.words()),
            },
            None => Shown {
                addresses: addresses(&spec.hostnames, &spec.base_path),
                gateway: names.gateway.clone(),
                auth_mode: spec.auth_mode,
                place: place(&names.cluster, spec.environment.words()),
            },
        }
    }

    /// Cluster and environment.
    pub(super) fn place(&self) -> String {
        self.shown().place
    }

    /// Where it is reached.
    pub(super) fn addresses(&self) -> Vec<String> {
        self.shown().addresses
    }
}

/// Status, warnings and facts.
#[component]
pub fn State(whole: WholePublish, agent_online: bool) -> impl IntoView {
    let Shown { addresses, gateway, auth_mode, .. } = whole.shown();
    let ProductPublish { id, spec, names, status, message, updated_at, .. } = whole.detail.publish.clone();
    let serving = whole.detail.publish.serving_revision;
    // What is not on the cluster is not wanted there either.
    let wanted = whole.detail.publish.current_revision.filter(|_| !status.is_detached());
    let means = match (status, names.target.as_str()) {
        (PublishStatus::Live, "kubernetes") => Some(tr!(publishes.live_kubernetes)),
        (PublishStatus::Live, "directory") => Some(tr!(publishes.live_directory)),
        _ => None,
    };
    let waits = !agent_online && matches!(status, PublishStatus::Publishing | PublishStatus::Withdrawing);
    let number = |n: Option<i32>| n.map_or_else(|| tr!(common.none).to_owned(), |n| format!("#{n}"));
    let (agent_tone, agent) =
        if agent_online { (Tone::Good, tr!(status.online)) } else { (Tone::Quiet, tr!(status.offline)) };
    // What is read aloud when it changes: the status and what is wrong, not the time that ticks.
    view! {
        <section class="panel">
            <div class="stack" aria-live="polite">
                <p>{status.badge()} {means.map(|text| view! { " " <span class="quiet">{text}</span> })}</p>
                {(!message.is_empty()).then(|| view! {
                    <div class="alert alert-error alert-soft"><Icon name=IconName::Warning /><p>{message}</p></div>
                })}
                {waits.then(|| view! {
                    <div class="alert alert-warning alert-soft"><Icon name=IconName::Warning /><p>{tr!(publishes.waits)}</p></div>
                })}
                <Changes whole=whole.clone() waits />
            </div>
            <Facts>
                <Fact name=tr!(publishes.address)><Addresses addresses /></Fact>
                <Fact name=tr!(publishes.serving)>{number(serving)}</Fact>
                <Fact name=tr!(publishes.wanted)>{number(wanted)}</Fact>
                <Fact name=tr!(gateways.gateway)>{gateway}</Fact>
                <Fact name=tr!(wizard.auth)>{auth_mode.words()}</Fact>
                <Fact name=tr!(publishes.agent)><Badge tone=agent_tone text=agent /></Fact>
                <Fact name=tr!(common.id)><ShortId id=id.to_string() /></Fact>
                <Fact name=tr!(common.changed)><When at=updated_at /></Fact>
                <Fact name=tr!(common.labels)><LabelChips labels=spec.labels list=super::at("/publishes") /></Fact>
            </Facts>
        </section>
    }
}

/// Where the draft, or the revision on its way, differs from what serves.
#[component]
fn Changes(whole: WholePublish, waits: bool) -> impl IntoView {
    let publish = whole.detail.publish;
    let wanted = publish.current_revision.unwrap_or_default();
    let moving = publish.status == PublishStatus::Publishing;
    let on_its_way = match &whole.standing.published {
        Some(Published { number, serves, .. }) => moving && !waits && (!serves || *number != wanted),
        None => false,
    };
    let changed = whole.standing.unpublished_changes && publish.status != PublishStatus::Withdrawing;
    let review = step(&publish, "review");
    view! {
        {on_its_way.then(|| view! { <p class="quiet">{tr!(publishes.on_its_way, n = wanted)}</p> })}
        {changed.then(|| view! {
            <div class="alert alert-warning alert-soft">
                <Icon name=IconName::Warning />
                <div>
                    <p><strong>{tr!(publishes.unpublished)}</strong></p>
                    <p>{tr!(publishes.unpublished_text, n = wanted)}</p>
                    {may_edit().then(|| view! { <a class="link" href=review>{tr!(publishes.see_changes)}</a> })}
                </div>
            </div>
        })}
    }
}
