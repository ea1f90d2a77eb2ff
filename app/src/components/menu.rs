//! Links of the sidebar, the switcher between portals and tenants, language and theme.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::hooks::use_location;

use super::{Icon, IconName};
use crate::{
    api,
    i18n::{Locale, tr},
    preferences::{Preferences, Theme},
    session::{self, Me},
};

/// One link of a sidebar.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// In a word or two.
    pub title: &'static str,
    /// Where to; every page below it counts as the same place.
    pub href: String,
    /// Its icon.
    pub icon: IconName,
    /// Whether only the page itself counts.
    pub exact: bool,
}

impl NavItem {
    /// A link to a list and everything below it.
    pub fn new(title: &'static str, href: impl Into<String>, icon: IconName) -> Self {
        Self { title, href: href.into(), icon, exact: false }
    }

    pub(super) fn view(self) -> impl IntoView {
        let path = use_location().pathname;
        let href = self.href.clone();
        let here = move || {
            let path = path.get();
            let below = path.strip_prefix(&href).is_some_and(|rest| rest.starts_with('/'));
            (path == href || (below && !self.exact)).then_some("page")
        };
        view! {
            <li><a href=self.href aria-current=here><Icon name=self.icon />{self.title}</a></li>
        }
    }
}

/// Who is signed in, where else they can go, and the way out.
#[component]
pub fn UserMenu(title: String) -> impl IntoView {
    session::me().map(|me| {
        let places = places(&me);
        view! {
            <details class="switcher">
                <summary>
                    <span><strong>{title}</strong><small>{me.email}</small></span>
                    <Icon name=IconName::Chevron />
                </summary>
                <ul class="nav">
                    {places}
                    <li><a href="/account"><Icon name=IconName::Account />{tr!(nav.account)}</a></li>
                    <li>
                        <form method="post" action="/auth/logout">
                            <button type="submit"><Icon name=IconName::Leave />{tr!(nav.sign_out)}</button>
                        </form>
                    </li>
                </ul>
            </details>
        }
    })
}

fn places(me: &Me) -> impl IntoView + use<> {
    let operator = me.is_operator().then(|| {
        view! { <li><a href="/operator/clusters" rel="external"><Icon name=IconName::Cluster />{tr!(nav.operator)}</a></li> }
    });
    let tenants: Vec<_> = me.provider_tenants().cloned().collect();
    let tenants = tenants
        .into_iter()
        .map(|t| {
            let href = format!("/provider/{}", t.slug);
            view! { <li><a href=href rel="external"><Icon name=IconName::Product />{t.name}</a></li> }
        })
        .collect_view();
    view! { {operator} {tenants} }
}

/// Language and theme: a plain form, since either changes the whole page.
#[component]
pub fn PreferencesForm() -> impl IntoView {
    let now = Preferences::current();
    let locales = [(Locale::en, "en", "English"), (Locale::ko, "ko", "한국어")].map(|(locale, value, name)| {
        let pressed = (now.locale == locale).to_string();
        view! { <button type="submit" name="locale" value=value lang=value aria-pressed=pressed>{name}</button> }
    });
    let themes = [
        (Theme::System, tr!(nav.theme_system)),
        (Theme::Light, tr!(nav.theme_light)),
        (Theme::Dark, tr!(nav.theme_dark)),
    ]
    .map(|(theme, name)| {
        let pressed = (now.theme == theme).to_string();
        view! { <button type="submit" name="theme" value=theme.as_str() aria-pressed=pressed>{name}</button> }
    });
    let action = api::preferences::SetPreferences::PATH;
    view! {
        <div class="preferences">
            <form method="post" action=action><div role="group" aria-label=tr!(nav.language)>{locales.into_iter().collect_view()}</div></form>
            <form method="post" action=action><div role="group" aria-label=tr!(nav.theme)>{themes.into_iter().collect_view()}</div></form>
        </div>
    }
}
