//! How a visitor wants to see the portals: language and theme. Two cookies carry them, so that the
//! first byte of a page is already right; without them, `Accept-Language` and the system decide.

use crate::i18n::Locale;

/// Cookie with the language, `en` or `ko`.
pub const LOCALE_COOKIE: &str = "imp_locale";
/// Cookie with the theme, `light` or `dark`; absent to follow the system.
pub const THEME_COOKIE: &str = "imp_theme";

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The text form, as in the cookie and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the text form; anything unknown follows the system.
    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The `data-theme` of the page; `None` leaves the choice to `prefers-color-scheme`.
    pub const fn data_theme(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("imp-light"),
            Self::Dark => Some("imp-dark"),
        }
    }
}

/// Reads a language's text form.
pub fn parse_locale(text: &str) -> Option<Locale> {
    match text {
        "en" => Some(Locale::en),
        "ko" => Some(Locale::ko),
        _ => None,
    }
}

/// Language and theme of the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// The language.
    pub locale: Locale,
    /// The theme.
    pub theme: Theme,
}

#[cfg(feature = "ssr")]
impl Preferences {
    /// Of the request that is being answered.
    pub fn current() -> Self {
        use leptos::prelude::use_context;
        use_context::<Self>()
            .or_else(|| use_context::<http::request::Parts>().map(|p| Self::of_headers(&p.headers)))
            .unwrap_or(Self { locale: Locale::en, theme: Theme::System })
    }

    /// As a request's headers say.
    pub fn of_headers(headers: &http::HeaderMap) -> Self {
        let text =
            |name: http::HeaderName| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let cookies = text(http::header::COOKIE);
        let cookie = |name: &str| {
            let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
            pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let accepted = || accepted_locale(text(http::header::ACCEPT_LANGUAGE));
        Self {
            locale: cookie(LOCALE_COOKIE).and_then(parse_locale).unwrap_or_else(accepted),
            theme: cookie(THEME_COOKIE).map(Theme::parse).unwrap_or_default(),
        }
    }
}

/// The language of ours that an `Accept-Language` header (RFC 9110, 12.5.4) wants most.
#[cfg(feature = "ssr")]
fn accepted_locale(header: &str) -> Locale {
    let mut best = (0.0, Locale::en);
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let primary = parts.next().and_then(|tag| tag.split('-').next()).unwrap_or_default();
        let weight =
            parts.find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        if let Some(locale) = parse_locale(&primary.to_ascii_lowercase())
            && weight > best.0
        {
            best = (weight, locale);
        }
    }
    best.1
}

#[cfg(not(feature = "ssr"))]
impl Preferences {
    /// As the server rendered the page; a change of either loads a new page.
    pub fn current() -> Self {
        static PAGE: std::sync::OnceLock<Preferences> = std::sync::OnceLock::new();
        *PAGE.get_or_init(|| {
            let root = leptos::prelude::document().document_element();
            let attribute = |name: &str| root.as_ref().and_then(|root| root.get_attribute(name));
            let theme = attribute("data-theme").unwrap_or_default();
            Self {
                locale: attribute("lang").as_deref().and_then(parse_locale).unwrap_or(Locale::en),
                theme: Theme::parse(theme.trim_start_matches("imp-")),
            }
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_wins() {
        for (header, expected) in [
            ("", Locale::en),
            ("ko-KR,ko;q=0.9,en-US;q=0.8", Locale::ko),
            ("en-GB,en;q=0.9,ko;q=0.8", Locale::en),
            ("de, ko;q=0.3", Locale::ko),
            ("fr;q=nonsense", Locale::en),
        ] {
            assert_eq!(accepted_locale(header), expected, "{header}");
        }
    }

    #[test]
    fn a_cookie_wins_over_the_header() {
        let mut headers = http::HeaderMap::new();
        headers.insert(http::header::ACCEPT_LANGUAGE, http::HeaderValue::from_static("en"));
        headers.insert(
            http::header::COOKIE,
            http::HeaderValue::from_static("a=b; imp_locale=ko; imp_theme=dark"),
        );
        let preferences = Preferences::of_headers(&headers);
        assert_eq!(preferences, Preferences { locale: Locale::ko, theme: Theme::Dark });
    }
}
