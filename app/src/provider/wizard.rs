//! What the steps of the publish wizard share: the stepper, and the draft in the address.

use domain::product_publish::ProductPublish;
use leptos::prelude::*;

use super::{at, tenant};
use crate::{
    api::publish_wizard::{Draft, get_draft},
    components::{Crumb, Page, Step, Stepper},
    error::Answer,
    i18n::tr,
    path::param,
};

/// The draft in the page's address.
pub fn draft() -> Resource<Answer<Draft>> {
    let (tenant, publish) = (tenant(), param("publish"));
    Resource::new(move || (tenant.clone(), publish.clone()), |(tenant, publish)| get_draft(tenant, publish))
}

/// The address of a step of the draft.
pub fn step(publish: &ProductPublish, step: &str) -> String {
    at(&format!("/publishes/{}/edit/{step}", publish.id))
}

/// What every step's form carries along.
pub fn hidden(publish: &ProductPublish) -> Vec<(&'static str, String)> {
    vec![("tenant", tenant()), ("publish", publish.id.to_string())]
}

/// The frame of one step; `current` counts from 0. Steps can be visited in any order once there is
/// a draft.
#[component]
pub fn Wizard(publish: Option<ProductPublish>, current: usize, children: Children) -> impl IntoView {
    let titles = [
        (tr!(wizard.start), "start"),
        (tr!(wizard.place), "place"),
        (tr!(wizard.services), "services"),
        (tr!(wizard.access), "access"),
        (tr!(wizard.review), "review"),
    ];
    let steps =
        titles.map(|(title, path)| Step { title, href: publish.as_ref().map(|p| step(p, path)) }).to_vec();
    let mut crumbs = vec![Crumb::new(tr!(publishes.title), at("/publishes"))];
    if let Some(publish) = publish.as_ref().filter(|p| p.current_revision.is_some()) {
        crumbs.push(Crumb::new(publish.names.product.clone(), at(&format!("/publishes/{}", publish.id))));
    }
    let title = publish
        .map_or_else(|| tr!(publishes.new).to_owned(), |p| tr!(wizard.title, product = p.names.product));
    view! {
        <Page title crumbs>
            <Stepper steps current />
            <div class="panel">{children()}</div>
        </Page>
    }
}
