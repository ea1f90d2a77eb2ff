//! The form of one plan, new or stored.

use domain::{
    form::PlanForm,
    plan::{Approval, PlanStatus, PriceInterval, QuotaPeriod},
    policy::RateUnit,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{at, may_edit, product_detail::product, tenant};
use crate::{
    api::{
        plan::{DeletePlan, PlanDetail, PutPlan, get_plan},
        product::ProductDetail,
    },
    components::{
        Choice, Confirm, Crumb, Form, Load, NotAllowed, Page, Section, Select, Submit, TextArea, TextField,
    },
    i18n::tr,
    path::param,
    words::Words as _,
};

/// A new plan.
#[component]
pub fn PlanNew() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let form = PlanForm {
        rate_limit_unit: "minute".to_owned(),
        quota_period: "month".to_owned(),
        price_interval: "month".to_owned(),
        approval: "auto".to_owned(),
        status: "active".to_owned(),
        ..PlanForm::default()
    };
    view! {
        <Load resource=product() view={move |detail: ProductDetail| {
            let (plan, version, form) = (String::new(), String::new(), form.clone());
            let product = detail.product.spec.title;
            view! { <Editor title=tr!(plans.new).to_owned() product plan version form>""</Editor> }
        }} />
    }
    .into_any()
}

/// The plan in the address.
#[component]
pub fn PlanEdit() -> impl IntoView {
    if !may_edit() {
        return view! { <NotAllowed /> }.into_any();
    }
    let ids = (tenant(), param("product"), param("plan"));
    let plan = Resource::new(move || ids.clone(), |(tenant, product, plan)| get_plan(tenant, product, plan));
    view! {
        <Load resource=plan view={|detail: PlanDetail| {
            let PlanDetail { plan, product } = detail;
            let hidden = vec![
                ("tenant", tenant()), ("product", plan.product_id.to_string()), ("plan", plan.id.to_string()),
            ];
            view! {
                <Editor
                    title=plan.spec.title.clone() product plan=plan.id.to_string() version=plan.version.to_string()
                    form=PlanForm::of(&plan.spec)
                >
                    <Section title=tr!(common.danger)>
                        <Confirm
                            label=tr!(plans.delete) action=DeletePlan::PATH hidden name=plan.spec.name
                            consequence=tr!(plans.delete_text)
                        />
                    </Section>
                </Editor>
            }
        }} />
    }
    .into_any()
}

#[component]
fn Editor(
    title: String,
    /// The product's title.
    product: String,
    /// Its id; empty for a new one.
    plan: String,
    version: String,
    form: PlanForm,
    children: Children,
) -> impl IntoView {
    let id = param("product");
    let home = at(&format!("/products/{id}"));
    let crumbs = vec![Crumb::new(tr!(products.title), at("/products")), Crumb::new(product, home.clone())];
    let hidden = vec![("tenant", tenant()), ("product", id), ("plan", plan), ("version", version)];
    view! {
        <Page title crumbs>
            <div class="panel form-width">
                <Form action=PutPlan::PATH hidden>
                    <Fields form />
                    <Submit label=tr!(common.save) cancel=home />
                </Form>
            </div>
            <div class="form-width">{children()}</div>
        </Page>
    }
}

#[component]
fn Fields(form: PlanForm) -> impl IntoView {
    let chosen =
        |words: &'static str, value: &'static str, stored: &str| Choice::new(value, words, stored == value);
    let units = RateUnit::ALL.iter().map(|u| chosen(u.words(), u.as_str(), &form.rate_limit_unit)).collect();
    let periods =
        QuotaPeriod::ALL.iter().map(|p| chosen(p.words(), p.as_str(), &form.quota_period)).collect();
    let intervals =
        PriceInterval::ALL.iter().map(|i| chosen(i.words(), i.as_str(), &form.price_interval)).collect();
    let approvals = Approval::ALL.iter().map(|a| chosen(a.words(), a.as_str(), &form.approval)).collect();
    let statuses = PlanStatus::ALL.iter().map(|s| chosen(s.words(), s.as_str(), &form.status)).collect();
    view! {
        <div class="columns">
            <TextField name="title" label=tr!(common.title) value=form.title placeholder=tr!(samples.plan) required=true />
            <TextField name="name" label=tr!(common.name) value=form.name hint=tr!(common.name_hint) mono=true required=true placeholder="gold" />
        </div>
        <TextArea name="description" label=tr!(common.description) value=form.description rows=2 />
        <div class="columns">
            <TextField name="rate_limit_requests" label=tr!(plans.rate) value=form.rate_limit_requests kind="number" hint=tr!(plans.empty_unlimited) />
            <Select name="rate_limit_unit" label=tr!(plans.rate_per) choices=units />
            <TextField name="quota_requests" label=tr!(plans.quota) value=form.quota_requests kind="number" hint=tr!(plans.empty_unlimited) />
            <Select name="quota_period" label=tr!(plans.quota_per) choices=periods />
        </div>
        <div class="columns-3">
            <TextField name="price_amount_minor" label=tr!(plans.amount) value=form.price_amount_minor kind="number" hint=tr!(plans.amount_hint) />
            <TextField name="price_currency" label=tr!(plans.currency) value=form.price_currency placeholder="EUR" />
            <Select name="price_interval" label=tr!(plans.price_interval) choices=intervals />
        </div>
        <div class="columns">
            <Select name="approval" label=tr!(plans.approval) choices=approvals hint=tr!(plans.approval_hint) />
            <Select name="status" label=tr!(common.status) choices=statuses hint=tr!(plans.status_hint) />
        </div>
    }
}
