//! The wizard's first step: which product goes to which cluster, for which environment.

use domain::{
    cluster::ClusterChoice,
    product::Product,
    product_publish::{Environment, ProductPublish},
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    at, may_edit, tenant,
    wizard::{Wizard, draft, hidden},
};
use crate::{
    api::publish_wizard::{Draft, StartChoices, StartPublish, get_start_choices},
    components::{CheckboxGroup, Choice, Cut, Empty, Form, Load, NotAllowed, Select, Submit},
    i18n::tr,
    path::query_once,
    words::Words as _,
};

/// A new publish; a link may name the product.
#[component]
pub fn PublishStart() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let (owner, wanted) = (tenant(), query_once("product"));
    let choices = Resource::new(move || owner.clone(), get_start_choices);
    let form = move |choices: StartChoices| {
        let hidden = vec![("tenant", tenant()), ("publish", String::new())];
        let fields = view! {
            <Fields products=choices.products clusters=choices.clusters cut=choices.cut hidden product=wanted.clone() cluster=String::new() environment="" />
        };
        view! { <Wizard publish=None current=0>{fields}</Wizard> }
    };
    view! { <Load resource=choices view=form /> }.into_any()
}

/// The same for a draft.
#[component]
pub fn PublishRestart() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    view! {
        <Load resource=draft() view={|draft: Draft| {
            let ProductPublish { spec, .. } = draft.publish.clone();
            let hidden = hidden(&draft.publish);
            view! {
                <Wizard publish=Some(draft.publish) current=0>
                    <Fields
                        products=vec![draft.product] clusters=draft.clusters cut=draft.cut hidden product=spec.product_id.to_string()
                        cluster=spec.cluster_id.to_string() environment=spec.environment.as_str()
                    />
                </Wizard>
            }
        }} />
    }
    .into_any()
}

#[component]
fn Fields(
    products: Vec<Product>,
    clusters: Vec<ClusterChoice>,
    cut: bool,
    hidden: Vec<(&'static str, String)>,
    product: String,
    cluster: String,
    environment: &'static str,
) -> impl IntoView {
    if products.is_empty() {
        let new = at("/products/new");
        return view! {
            <Empty title=tr!(products.none) text=tr!(products.none_text)>
                <a class="btn btn-primary btn-sm" href=new>{tr!(products.new)}</a>
            </Empty>
        }
        .into_any();
    }
    if clusters.is_empty() {
        return view! { <Empty title=tr!(wizard.no_cluster) text=tr!(wizard.no_cluster_text) /> }.into_any();
    }
    let cut = cut.then(|| view! { <Cut text=tr!(filters.cut, n = products.len().max(clusters.len())) /> });
    let products = products
        .into_iter()
        .map(|p| {
            let chosen = p.id.to_string() == product;
            Choice::new(p.id, p.spec.title, chosen)
        })
        .collect();
    let only = clusters.len() == 1;
    let clusters = clusters
        .into_iter()
        .map(|c| {
            let environments = c.environments.iter().map(|e| e.words()).collect::<Vec<_>>().join(", ");
            let presence = c.presence.map_or(tr!(clusters.no_agent), |p| p.words());
            let detail = [c.region.as_str(), environments.as_str(), presence];
            let detail = detail.into_iter().filter(|d| !d.is_empty()).collect::<Vec<_>>().join(" · ");
            let chosen = only || c.id.to_string() == cluster;
            Choice::new(c.id, c.title, chosen).detail(detail)
        })
        .collect();
    let environments =
        Environment::ALL.iter().map(|e| Choice::new(e, e.words(), e.as_str() == environment)).collect();
    view! {
        <Form action=StartPublish::PATH hidden>
            <Select name="product_id" label=tr!(products.product) choices=products />
            <CheckboxGroup name="cluster_id" label=tr!(publishes.cluster) choices=clusters single=true tall=true />
            {cut}
            <CheckboxGroup name="environment" label=tr!(publishes.environment) choices=environments single=true />
            <Submit label=tr!(wizard.next) cancel=at("/publishes") />
        </Form>
    }
    .into_any()
}
