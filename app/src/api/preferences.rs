//! Language and theme, kept in cookies for a year.

use leptos::prelude::*;

use crate::error::Answer;

/// Changes language or theme (or both) and returns to the page the form was on.
#[server(prefix = "/fn", endpoint = "preferences/set")]
pub async fn set_preferences(
    #[server(default)] locale: String,
    #[server(default)] theme: String,
) -> Answer<()> {
    use crate::preferences::{LOCALE_COOKIE, THEME_COOKIE, Theme, parse_locale};
    let response = expect_context::<leptos_axum::ResponseOptions>();
    let keep = |name: &str, value: &str, seconds: u32| {
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax");
        if let Ok(cookie) = http::HeaderValue::from_str(&cookie) {
            response.append_header(http::header::SET_COOKIE, cookie);
        }
    };
    if let Some(locale) = parse_locale(&locale) {
        keep(LOCALE_COOKIE, locale.as_ref(), 31_536_000);
    }
    if !theme.is_empty() {
        let theme = Theme::parse(&theme);
        keep(THEME_COOKIE, theme.as_str(), if theme == Theme::System { 0 } else { 31_536_000 });
    }
    Ok(())
}
