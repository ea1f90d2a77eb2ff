//! The visitor's own account: who they are, where they belong, their tokens and sessions.

use domain::role::PlatformRole;
use leptos::prelude::*;

use super::{password::Password, sessions::Sessions, tokens::Tokens};
use crate::{
    components::{Cell, ErrorPanel, Fact, Facts, Frame, IconName, NavItem, Page, Section, ShortId, Table},
    i18n::tr,
    session::{self, Me},
    words::Words as _,
};

/// Everything about oneself.
#[component]
pub fn Account() -> impl IntoView {
    let Some(me) = session::me() else {
        let error = domain::Error::Unauthenticated(domain::Code::Unauthenticated.into());
        return view! { <ErrorPanel error=crate::error::AppError::of_page(error) /> }.into_any();
    };
    let items = vec![NavItem::new(tr!(nav.account), "/account", IconName::Account)];
    view! {
        <Frame title=tr!(nav.account) items>
            <Page title=tr!(nav.account)>
                <Who me />
                <Password />
                <Tokens />
                <Sessions />
            </Page>
        </Frame>
    }
    .into_any()
}

#[component]
fn Who(me: Me) -> impl IntoView {
    let role = match me.platform_role {
        PlatformRole::None => tr!(account.no_operator),
        PlatformRole::Viewer => tr!(account.operator_viewer),
        PlatformRole::Admin => tr!(account.operator_admin),
    };
    let has_tenants = !me.tenants.is_empty();
    let heads = vec![tr!(account.tenant), tr!(account.role)];
    let rows = me.tenants.into_iter().map(|t| {
        let name = match t.is_provider {
            true => view! { <a href=format!("/provider/{}", t.slug) rel="external">{t.name}</a> }.into_any(),
            false => t.name.into_any(),
        };
        view! {
            <tr>
                <Cell head=tr!(account.tenant)>{name}<span class="sub mono">{t.slug}</span></Cell>
                <Cell head=tr!(account.role)>{t.role.words()}</Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let tenants = has_tenants.then(|| view! { <Table label=tr!(account.tenants) heads>{rows}</Table> });
    view! {
        <Section title=tr!(account.profile)>
            <Facts>
                <Fact name=tr!(setup.name)>{me.name}</Fact>
                <Fact name=tr!(login.email)>{me.email}</Fact>
                <Fact name=tr!(common.id)><ShortId id=me.id.to_string() /></Fact>
                <Fact name=tr!(nav.operator)>{role}</Fact>
            </Facts>
            {tenants}
            <p class="quiet">
                {tr!(account.api_text)} " " <a class="link" href="/docs/" rel="external">{tr!(nav.api_reference)}</a>
            </p>
        </Section>
    }
}
