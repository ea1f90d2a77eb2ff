//! One cluster: what it is, who serves it, and how another agent joins.

use domain::{
    agent::Agent,
    cluster::{Cluster, ClusterStatus},
    page::Page as Part,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    changes, cluster_life::Danger, deployments::Deployments, may_operate, registration::Registration,
};
use crate::{
    api::{
        cluster::{ClusterDetail as Detail, get_cluster},
        registration_token::RevokeAgent,
    },
    components::{
        Cell, Confirm, Crumb, Empty, Fact, Facts, LabelChips, Load, Page, Pagination, Section, ShortId,
        Table, When, or_none,
    },
    i18n::{reason, tr},
    path::{param, query},
    words::{Status as _, Words as _},
};

/// Everything about one cluster; presence changes while one looks.
#[component]
pub fn ClusterDetail() -> impl IntoView {
    let (changes, cluster) = (changes(), param("cluster"));
    let (agents, tokens, cursor) = (query("agents"), query("tokens"), query("cursor"));
    let detail = Resource::new(
        move || (changes.get(), cluster.clone(), agents.get(), tokens.get(), cursor.get()),
        |(_, cluster, agents, tokens, cursor)| get_cluster(cluster, agents, tokens, cursor),
    );
    view! { <Load resource=detail view={|detail: Detail| view! { <Whole detail /> }} /> }
}

#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let Detail { cluster, agents, tokens, server, tenants, deployments } = detail;
    let may_operate = may_operate();
    let retired = cluster.status == ClusterStatus::Retired;
    let edit = format!("/operator/clusters/{}/edit", cluster.id);
    let actions =
        move || may_operate.then(|| view! { <a class="btn btn-sm" href=edit>{tr!(common.edit)}</a> });
    let id = cluster.id.to_string();
    view! {
        <Page
            title=cluster.spec.title.clone() actions=actions
            crumbs=vec![Crumb::new(tr!(clusters.title), "/operator/clusters")]
        >
            <Overview cluster=cluster.clone() tenants />
            <Section title=tr!(clusters.agents)><Agents agents may_operate retired /></Section>
            <Deployments cluster=cluster.clone() deployments />
            {(may_operate && !retired).then(|| view! { <Registration cluster=id tokens server /> })}
            {may_operate.then(|| view! { <Danger cluster /> })}
        </Page>
    }
}

#[component]
fn Overview(cluster: Cluster, tenants: Option<Vec<String>>) -> impl IntoView {
    let spec = cluster.spec;
    let environments: Vec<_> = spec.environments.iter().map(|e| e.words()).collect();
    let declared: Vec<_> = spec.declared.iter().map(|c| c.words()).collect();
    let declared = if declared.is_empty() { tr!(common.none).to_owned() } else { declared.join(", ") };
    let access = tenants.map_or_else(|| tr!(clusters.access_all).to_owned(), |names| names.join(", "));
    let found = cluster.found.map(|found| {
        let known = |text: String| if text.is_empty() { tr!(common.unknown).to_owned() } else { text };
        let kubernetes = found.target == "kubernetes";
        let versions = kubernetes.then(|| {
            view! {
                <Fact name=tr!(clusters.kubernetes)>{known(found.kubernetes_version)}</Fact>
                <Fact name=tr!(clusters.gateway_api)>{known(found.gateway_api_version)}</Fact>
                <Fact name=tr!(clusters.implementation)>{known(found.implementation)}</Fact>
                <Fact name=tr!(clusters.crds)>{found.crds.len()}</Fact>
            }
        });
        view! { <Fact name=tr!(clusters.target)>{known(found.target)}</Fact> {versions} }
    });
    view! {
        <section class="panel">
            <Facts>
                <Fact name=tr!(common.status)>{cluster.status.badge()}</Fact>
                <Fact name=tr!(common.name)><code>{spec.name}</code></Fact>
                <Fact name=tr!(common.id)><ShortId id=cluster.id.to_string() /></Fact>
                <Fact name=tr!(clusters.region)>{or_none(spec.region)}</Fact>
                <Fact name=tr!(clusters.environments)>{environments.join(", ")}</Fact>
                <Fact name=tr!(clusters.publishes)>{cluster.publishes}</Fact>
                <Fact name=tr!(clusters.gateway_class)><code>{spec.gateway_class}</code></Fact>
                <Fact name=tr!(clusters.access)>{access}</Fact>
                <Fact name=tr!(clusters.declared)>{declared}</Fact>
                {found}
                <Fact name=tr!(common.labels)><LabelChips labels=spec.labels list="/operator/clusters" /></Fact>
            </Facts>
        </section>
    }
}

#[component]
fn Agents(agents: Part<Agent>, may_operate: bool, retired: bool) -> impl IntoView {
    let Part { items: agents, next_cursor } = agents;
    if agents.is_empty() {
        let (title, text) = match retired {
            true => (tr!(agents.none_left), tr!(agents.none_retired)),
            false => (tr!(agents.none), tr!(agents.none_text)),
        };
        return view! { <Empty title text /> }.into_any();
    }
    let heads = vec![
        tr!(agents.agent),
        tr!(agents.presence),
        tr!(agents.identity),
        tr!(agents.seen),
        tr!(agents.version),
        "",
    ];
    let rows = agents.into_iter().map(|agent| {
        let seen = match agent.last_seen_at {
            Some(at) => view! { <When at /> }.into_any(),
            None => view! { <span class="quiet">{tr!(common.never)}</span> }.into_any(),
        };
        let notice = agent.notice.as_ref().map(|notice| view! { <span class="sub">{reason(&notice.reason())}</span> });
        let revoke = (may_operate && agent.state != domain::agent::AgentState::Revoked).then(|| view! {
            <Confirm
                label=tr!(agents.revoke) action=RevokeAgent::PATH hidden=vec![("agent", agent.id.to_string())]
                name=agent.name.clone() consequence=tr!(agents.revoke_text)
            />
        });
        view! {
            <tr>
                <Cell head=tr!(agents.agent)><strong>{agent.name}</strong><span class="sub"><ShortId id=agent.id.to_string() /></span>{notice}</Cell>
                <Cell head=tr!(agents.presence)>{agent.presence.badge()}</Cell>
                <Cell head=tr!(agents.identity)>{agent.state.badge()}</Cell>
                <Cell head=tr!(agents.seen)>{seen}</Cell>
                <Cell head=tr!(agents.version)>{agent.agent_version}</Cell>
                <Cell head="">{revoke}</Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(clusters.agents) heads>{rows}</Table> <Pagination next=next_cursor name="agents" /> }.into_any()
}
