//! One product: its services, its plans, and where it is published.

use domain::{
    plan::{Plan, PlanSpec},
    product::Product,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, changes, may_edit, publish_list::Publishes, tenant};
use crate::{
    api::{
        choices::{Choices, Named},
        product::{DeleteProduct, ProductDetail as Detail, get_product},
    },
    components::{
        Cell, Confirm, Crumb, Empty, Fact, Facts, LabelChips, Load, Page, Section, ShortId, Table, When,
        or_none,
    },
    error::Answer,
    i18n::tr,
    path::param,
    words::{Status as _, Words as _},
};

/// The product in the page's address.
pub fn product() -> Resource<Answer<Detail>> {
    let (tenant, product) = (tenant(), param("product"));
    Resource::new(move || (tenant.clone(), product.clone()), |(tenant, product)| get_product(tenant, product))
}

/// The same, loaded again whenever one of the tenant's publishes changes.
fn live_product() -> Resource<Answer<Detail>> {
    let (changes, tenant, product) = (changes(""), tenant(), param("product"));
    Resource::new(
        move || (changes.get(), tenant.clone(), product.clone()),
        |(_, tenant, product)| get_product(tenant, product),
    )
}

/// Everything about one product.
#[component]
pub fn ProductDetail() -> impl IntoView {
    view! { <Load resource=live_product() view={|detail: Detail| view! { <Whole detail /> }} /> }
}

#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let Detail { product, services, publishes, more_publishes } = detail;
    let home = at(&format!("/products/{}", product.id));
    let publish = at(&format!("/publishes/new?product={}", product.id));
    let (edit, add) = (format!("{home}/edit"), format!("{home}/plans/new"));
    let actions = move || {
        may_edit().then(|| {
            view! {
                <a class="btn btn-sm" href=edit>{tr!(common.edit)}</a>
                <a class="btn btn-sm btn-primary" href=publish>{tr!(publishes.new)}</a>
            }
        })
    };
    let add = move || may_edit().then(|| view! { <a class="btn btn-sm" href=add>{tr!(plans.new)}</a> });
    let (name, title) = (product.spec.name.clone(), product.spec.title.clone());
    let hidden = vec![("tenant", tenant()), ("product", product.id.to_string())];
    let delete = may_edit().then(|| {
        view! {
            <Section title=tr!(common.danger)>
                <Confirm
                    label=tr!(products.delete) action=DeleteProduct::PATH
                    hidden name consequence=tr!(products.delete_text)
                />
            </Section>
        }
    });
    let none = publishes.is_empty();
    let about = view! { <About product=product.clone() services /> };
    view! {
        <Page title crumbs=vec![Crumb::new(tr!(products.title), at("/products"))] actions>
            {about}
            <Section title=tr!(products.plans) lead=tr!(plans.lead) actions=add><Plans product /></Section>
            <Section title=tr!(nav.publishes)>
                {none.then(|| view! { <Empty title=tr!(publishes.none) text=tr!(publishes.none_text) /> })}
                {(!none).then(|| view! { <Publishes publishes /> })}
                {more_publishes.then(|| view! { <a class="link" href=at("/publishes")>{tr!(publishes.more)}</a> })}
            </Section>
            {delete}
        </Page>
    }
}

#[component]
fn About(product: Product, services: Choices) -> impl IntoView {
    let spec = product.spec;
    let is_offered = |service: &Named| spec.api_services.iter().any(|s| s.to_string() == service.id);
    let offered = services.all.into_iter().filter(is_offered);
    let offered = offered
        .map(|Named { id, title }| view! { <li><a class="link link-hover" href=at(&format!("/api-services/{id}"))>{title}</a></li> })
        .collect::<Vec<_>>();
    let offered = if offered.is_empty() { or_none(None) } else { view! { <ul>{offered}</ul> }.into_any() };
    let tag = |c| view! { <span class="tag">{c}</span> };
    let categories = match spec.categories.is_empty() {
        true => or_none(None),
        false => view! { <span class="tags">{spec.categories.into_iter().map(tag).collect_view()}</span> }
            .into_any(),
    };
    let docs = match spec.docs_url {
        Some(url) => {
            view! { <a class="link" href=url.clone() rel="external noopener">{url.clone()}</a> }.into_any()
        }
        None => or_none(None),
    };
    view! {
        <section class="panel">
            <Facts>
                <Fact name=tr!(common.status)>{spec.status.badge()}</Fact>
                <Fact name=tr!(common.name)><code>{spec.name}</code></Fact>
                <Fact name=tr!(common.id)><ShortId id=product.id.to_string() /></Fact>
                <Fact name=tr!(services.version)>{or_none(spec.product_version)}</Fact>
                <Fact name=tr!(nav.services)>{offered}</Fact>
                <Fact name=tr!(products.categories)>{categories}</Fact>
                <Fact name=tr!(products.docs_url)>{docs}</Fact>
                <Fact name=tr!(common.changed)><When at=product.updated_at /></Fact>
                <Fact name=tr!(common.labels)><LabelChips labels=spec.labels list=at("/products") /></Fact>
            </Facts>
            {(!spec.description.is_empty()).then(|| view! { <p class="prose">{spec.description}</p> })}
        </section>
    }
}

#[component]
fn Plans(product: Product) -> impl IntoView {
    if product.plans.is_empty() {
        return view! { <Empty title=tr!(plans.none) text=tr!(plans.none_text) /> }.into_any();
    }
    let heads = vec![
        tr!(plans.plan),
        tr!(common.status),
        tr!(plans.rate),
        tr!(plans.quota),
        tr!(plans.price),
        tr!(plans.approval),
    ];
    let home = at(&format!("/products/{}/plans", product.id));
    let rows = product.plans.into_iter().map(|Plan { id, spec, .. }| {
        let (href, rate, quota, price) = (format!("{home}/{id}"), rate(&spec), quota(&spec), price(&spec));
        let title = match may_edit() {
            true => view! { <a href=href>{spec.title}</a> }.into_any(),
            false => view! { <strong>{spec.title}</strong> }.into_any(),
        };
        view! {
        <tr>
            <Cell head=tr!(plans.plan)>
                {title}
                <span class="sub mono">{spec.name}</span>
                <span class="sub"><ShortId id=id.to_string() /></span>
            </Cell>
            <Cell head=tr!(common.status)>{spec.status.badge()}</Cell>
            <Cell head=tr!(plans.rate)>{rate}</Cell>
            <Cell head=tr!(plans.quota)>{quota}</Cell>
            <Cell head=tr!(plans.price)>{price}</Cell>
            <Cell head=tr!(plans.approval)>{spec.approval.words()}</Cell>
        </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(products.plans) heads>{rows}</Table> }.into_any()
}

/// A plan's rate limit in words.
pub fn rate(spec: &PlanSpec) -> String {
    match spec.rate_limit {
        Some(rate) => tr!(plans.per, n = rate.requests, unit = rate.unit.words()),
        None => tr!(plans.unlimited).to_owned(),
    }
}

fn quota(spec: &PlanSpec) -> String {
    match spec.quota {
        Some(quota) => tr!(plans.per, n = quota.requests, unit = quota.period.words()),
        None => tr!(plans.unlimited).to_owned(),
    }
}

/// Won and yen have no minor unit (ISO 4217); the others here have hundredths.
fn price(spec: &PlanSpec) -> String {
    let Some(price) = &spec.price else { return tr!(plans.free).to_owned() };
    let minor = price.amount_minor;
    let amount = match price.currency.as_str() {
        "KRW" | "JPY" => minor.to_string(),
        _ => format!("{}.{:02}", minor / 100, minor % 100),
    };
    tr!(plans.price_per, amount = amount, currency = price.currency, interval = price.interval.words())
}
