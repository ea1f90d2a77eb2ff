//! The policies of one API service.

use domain::{
    api_service::ApiService,
    policy::{Policy, PolicyKind},
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    may_edit, part_link,
    service_frame::{ServiceTabs, hidden, home},
};
use crate::{
    api::policy::RemovePolicy,
    components::{Badge, Cell, Confirm, Disclosure, Empty, Section, Table, Tone},
    i18n::tr,
    words::Words as _,
};

/// A table of policies.
#[component]
pub fn ServicePolicies() -> impl IntoView {
    view! {
        <ServiceTabs tab="/policies" view={|service: ApiService| view! { <Policies policies=service.spec.policies /> }} />
    }
}

#[component]
fn Policies(policies: Vec<Policy>) -> impl IntoView {
    if policies.is_empty() {
        return view! { <Empty title=tr!(policies.none) text=tr!(policies.none_text)><Add /></Empty> }
            .into_any();
    }
    let heads =
        vec![tr!(policies.policy), tr!(policies.kind), tr!(policies.applies_to), tr!(common.status), ""];
    let rows = policies.into_iter().map(row).collect_view();
    view! {
        <Section title=tr!(services.policies) lead=tr!(policies.lead) actions={|| view! { <Add /> }}>
            <Table label=tr!(services.policies) heads>{rows}</Table>
        </Section>
    }
    .into_any()
}

/// The kinds to choose from: each has a form of its own.
#[component]
fn Add() -> impl IntoView {
    may_edit().then(|| {
        let kinds = PolicyKind::ALL.iter().map(|kind| {
            view! { <li><a href=home(&format!("/new-policy/{kind}"))>{kind.words()}</a></li> }
        });
        let kinds = kinds.collect_view();
        view! {
            <Disclosure label=tr!(policies.new) class="btn btn-primary btn-sm">
                <ul class="nav">{kinds}</ul>
            </Disclosure>
        }
    })
}

fn row(policy: Policy) -> impl IntoView {
    let routes =
        if policy.routes.is_empty() { tr!(policies.all_routes).to_owned() } else { policy.routes.join(", ") };
    let (tone, text) =
        if policy.enabled { (Tone::Good, tr!(policies.on)) } else { (Tone::Quiet, tr!(policies.off)) };
    let remove = may_edit().then(|| {
        view! {
            <Confirm
                label=tr!(common.remove) action=RemovePolicy::PATH hidden=hidden(policy.name.clone()) name=policy.name.clone()
                consequence=tr!(policies.remove_text, name = policy.name, scope = routes)
            />
        }
    });
    let name = part_link(policy.name.clone(), home(&format!("/policies/{}", policy.name)));
    view! {
        <tr>
            <Cell head=tr!(policies.policy)>
                {name}
            </Cell>
            <Cell head=tr!(policies.kind)>{policy.config.kind().words()}</Cell>
            <Cell head=tr!(policies.applies_to)>{routes}</Cell>
            <Cell head=tr!(common.status)><Badge tone text /></Cell>
            <Cell head="">{remove}</Cell>
        </tr>
    }
}
