//! What the pages of one API service share: title, breadcrumbs, tabs.

use domain::api_service::{ApiService, ApiServiceSpec};
use leptos::prelude::*;

use super::{at, tenant};
use crate::{
    api::api_service::get_api_service,
    components::{Crumb, Load, Page, Tab, Tabs},
    error::Answer,
    i18n::tr,
    path::param,
};

/// The service in the page's address.
pub fn service() -> Resource<Answer<ApiService>> {
    let (tenant, service) = (tenant(), param("service"));
    Resource::new(
        move || (tenant.clone(), service.clone()),
        |(tenant, service)| get_api_service(tenant, service),
    )
}

/// The address of the service's page, and of the pages below it.
pub fn home(path: &str) -> String {
    at(&format!("/api-services/{}{path}", param("service")))
}

/// Title and tabs around one tab's content.
#[component]
pub fn ServiceTabs<F, V>(
    /// The end of the tab's address: empty, `/routes`, `/backends` or `/policies`.
    tab: &'static str,
    /// The tab's content.
    view: F,
) -> impl IntoView
where
    F: Fn(ApiService) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let whole = move |service: ApiService| {
        let spec = &service.spec;
        let tabs = [
            ("", tr!(services.overview).to_owned()),
            ("/routes", counted(tr!(services.routes), spec.routes.len())),
            ("/backends", counted(tr!(services.backends), spec.backends.len())),
            ("/policies", counted(tr!(services.policies), spec.policies.len())),
        ];
        let tabs = tabs.map(|(path, title)| Tab { title, href: home(path), here: path == tab }).to_vec();
        let (title, lead) =
            (spec.title.clone(), spec.description.lines().next().unwrap_or_default().to_owned());
        let content = view(service);
        view! {
            <Page
                title lead
                crumbs=vec![Crumb::new(tr!(services.title), at("/api-services"))]
            >
                <Tabs label=tr!(services.parts) tabs />
                {content}
            </Page>
        }
    };
    view! { <Load resource=service() view=whole /> }
}

fn counted(title: &str, n: usize) -> String {
    format!("{title} ({n})")
}

/// The frame of a form for one part of the service: breadcrumbs up to the part's tab.
#[component]
pub fn PartPage<F, V>(
    title: String,
    /// The end of the tab's address, such as `/routes`.
    tab: &'static str,
    /// The tab's title.
    tab_title: &'static str,
    /// The form.
    view: F,
) -> impl IntoView
where
    F: Fn(ApiServiceSpec) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let whole = move |service: ApiService| {
        let crumbs = vec![
            Crumb::new(tr!(services.title), at("/api-services")),
            Crumb::new(service.spec.title.clone(), home("")),
            Crumb::new(tab_title, home(tab)),
        ];
        let form = view(service.spec);
        view! { <Page title=title.clone() crumbs><div class="panel form-width">{form}</div></Page> }
    };
    view! { <Load resource=service() view=whole /> }
}

/// What the form of a part carries along; `part` is the name it had, empty for a new one.
pub fn hidden(part: String) -> Vec<(&'static str, String)> {
    vec![("tenant", tenant()), ("service", param("service")), ("part", part)]
}
