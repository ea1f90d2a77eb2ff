//! One API service: what it is.

use domain::api_service::ApiService;
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    at, may_edit,
    service_frame::{ServiceTabs, home},
    tenant,
};
use crate::{
    api::api_service::DeleteApiService,
    components::{Confirm, Empty, Fact, Facts, LabelChips, Section, ShortId, When, or_none},
    i18n::tr,
};

/// Its own fields, what it still lacks, and how to change or delete it.
#[component]
pub fn ServiceOverview() -> impl IntoView {
    view! { <ServiceTabs tab="" view={|service: ApiService| view! { <Whole service /> }} /> }
}

#[component]
fn Whole(service: ApiService) -> impl IntoView {
    let spec = service.spec;
    let edit =
        || may_edit().then(|| view! { <a class="btn btn-sm" href=home("/edit")>{tr!(common.edit)}</a> });
    let lacks = match (spec.backends.is_empty(), spec.routes.is_empty()) {
        (true, _) => {
            Some((tr!(services.no_backend), tr!(services.no_backend_text), "/new-backend", tr!(backends.new)))
        }
        (false, true) => {
            Some((tr!(services.no_route), tr!(services.no_route_text), "/new-route", tr!(routes.new)))
        }
        _ => None,
    };
    let lacks = lacks.map(|(title, text, path, label)| {
        view! {
            <Empty title text>
                {may_edit().then(|| view! { <a class="btn btn-primary btn-sm" href=home(path)>{label}</a> })}
            </Empty>
        }
    });
    let name = spec.name.clone();
    // Its first line stands below the title.
    let more = spec.description.trim().lines().count() > 1;
    let delete = may_edit().then(|| {
        view! {
            <Section title=tr!(common.danger)>
                <Confirm
                    label=tr!(services.delete) action=DeleteApiService::PATH
                    hidden=vec![("tenant", tenant()), ("service", service.id.to_string())]
                    name consequence=tr!(services.delete_text)
                />
            </Section>
        }
    });
    view! {
        {lacks}
        <Section title=tr!(services.facts) actions=edit>
            <Facts>
                <Fact name=tr!(common.name)><code>{spec.name}</code></Fact>
                <Fact name=tr!(services.version)>{or_none(spec.api_version)}</Fact>
                <Fact name=tr!(common.id)><ShortId id=service.id.to_string() /></Fact>
                <Fact name=tr!(common.created)><When at=service.created_at /></Fact>
                <Fact name=tr!(common.changed)><When at=service.updated_at /></Fact>
                <Fact name=tr!(common.labels)><LabelChips labels=spec.labels list=at("/api-services") /></Fact>
            </Facts>
            {more.then(|| view! { <p class="prose">{spec.description}</p> })}
        </Section>
        {delete}
    }
}
