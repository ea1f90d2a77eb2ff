//! Where a provider begins: what is published, and the first steps until something is.

use std::collections::BTreeMap;

use domain::product_publish::PublishStatus;
use leptos::prelude::*;

use super::{at, changes, may_edit, publish_list::Publishes, tenant};
use crate::{
    api::{
        api_service::list_api_services,
        gateway::list_gateways,
        list_query::ListQuery,
        product::list_products,
        product_publish::{PublishRow, list_publishes, tally_publishes},
    },
    components::{Badge, Icon, IconName, Load, Page, Section, Tone},
    error::Answer,
    i18n::tr,
};

/// How far the tenant has come.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Progress {
    services: bool,
    gateways: bool,
    products: bool,
    publishes: Vec<PublishRow>,
    tally: BTreeMap<PublishStatus, u64>,
}

async fn progress(tenant: String) -> Answer<Progress> {
    Ok(Progress {
        services: !list_api_services(tenant.clone(), ListQuery::default()).await?.items.is_empty(),
        gateways: !list_gateways(tenant.clone(), ListQuery::default()).await?.items.is_empty(),
        products: !list_products(tenant.clone(), ListQuery::default()).await?.items.is_empty(),
        tally: tally_publishes(tenant.clone()).await?,
        publishes: list_publishes(tenant, ListQuery::default()).await?.items,
    })
}

/// Publishes and first steps.
#[component]
pub fn Overview() -> impl IntoView {
    let (changes, tenant) = (changes(""), tenant());
    let progress = Resource::new(move || (changes.get(), tenant.clone()), |(_, tenant)| progress(tenant));
    let actions = || {
        may_edit().then(|| view! { <a class="btn btn-sm" href=at("/publishes/new")>{tr!(publishes.new)}</a> })
    };
    view! {
        <Page title=tr!(overview.title) lead=tr!(overview.lead) actions=actions>
            <Load resource=progress view={|progress: Progress| {
                let steps = progress.publishes.is_empty().then(|| view! { <FirstSteps progress=progress.clone() /> });
                let Progress { publishes, tally, .. } = progress;
                view! {
                    {steps}
                    {(!publishes.is_empty()).then(|| view! {
                        <Health tally />
                        <Section title=tr!(overview.newest) actions={|| view! { <a class="btn btn-sm" href=at("/publishes")>{tr!(overview.all)}</a> }}>
                            <Publishes publishes=publishes.into_iter().take(8).collect() />
                        </Section>
                    })}
                }
            }} />
        </Page>
    }
}

/// How many publishes are well.
#[component]
fn Health(tally: BTreeMap<PublishStatus, u64>) -> impl IntoView {
    use PublishStatus as S;
    let count = |of: &[S]| of.iter().filter_map(|status| tally.get(status)).sum::<u64>();
    let tiles = [
        (Tone::Good, tr!(status.live), count(&[S::Live])),
        (Tone::Busy, tr!(overview.under_way), count(&[S::Publishing, S::Withdrawing])),
        (Tone::Careful, tr!(status.degraded), count(&[S::Degraded])),
        (Tone::Bad, tr!(status.failed), count(&[S::Failed])),
    ];
    let tiles =
        tiles.map(|(tone, text, n)| view! { <li class="tile"><strong>{n}</strong><Badge tone text /></li> });
    view! { <ul class="tiles">{tiles.into_iter().collect_view()}</ul> }
}

/// What comes next, in the order in which it is needed.
#[component]
fn FirstSteps(progress: Progress) -> impl IntoView {
    let steps = [
        (progress.services, tr!(overview.step_service), tr!(overview.step_service_text), "/api-services/new"),
        (progress.gateways, tr!(overview.step_gateway), tr!(overview.step_gateway_text), "/gateways/new"),
        (progress.products, tr!(overview.step_product), tr!(overview.step_product_text), "/products/new"),
        (false, tr!(overview.step_publish), tr!(overview.step_publish_text), "/publishes/new"),
    ];
    let next = steps.iter().position(|(done, ..)| !done);
    let steps = steps.into_iter().enumerate().map(|(i, (done, title, text, path))| {
        let mark = if done { view! { <Icon name=IconName::Check /> }.into_any() } else { (i + 1).into_any() };
        let class = if done { "first-step first-step-done" } else { "first-step" };
        let go = (Some(i) == next && may_edit()).then(|| {
            view! { <a class="btn btn-sm btn-primary" href=at(path)>{tr!(overview.begin)}</a> }
        });
        view! {
            <li class=class>
                <span class="step-number">{mark}</span>
                <div><h3>{title}</h3><p class="quiet">{text}</p></div>
                {go}
            </li>
        }
    });
    let steps = steps.collect_view();
    view! { <Section title=tr!(overview.first)><ol class="first-steps">{steps}</ol></Section> }
}
