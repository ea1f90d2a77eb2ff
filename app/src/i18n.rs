//! The message catalogue: `locales/en.json` and `locales/ko.json` hold every text a person reads.
//!
//! `tr!(group.key)` is the text in the visitor's language; `tr!(group.key, name = value)` fills
//! `{name}`. A key that is absent does not compile. Reasons (`domain::Code`) have their English
//! sentence beside the code and their Korean one in `locales/reasons.ko.json`.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::{Reason, cluster::Capability};

use crate::{preferences::Preferences, words::Words as _};

#[expect(deprecated, reason = "its successor compiles ICU's exporter for formats that are not used here")]
mod catalogue {
    #![allow(missing_debug_implementations, unreachable_pub, reason = "generated")]
    leptos_i18n::load_locales!();
    // Cargo follows these, so that a changed text is compiled in.
    const _: [&str; 2] = [include_str!("../locales/en.json"), include_str!("../locales/ko.json")];
}
pub use catalogue::i18n::Locale;
pub(crate) use catalogue::i18n::td_string;

/// Korean words for reasons, and for the nouns and states they mention.
#[derive(Debug, Default, serde::Deserialize)]
struct Korean {
    #[serde(borrow)]
    reasons: BTreeMap<&'static str, &'static str>,
    #[serde(borrow)]
    terms: BTreeMap<&'static str, &'static str>,
}

static KOREAN: LazyLock<Korean> =
    LazyLock::new(|| serde_json::from_str(include_str!("../locales/reasons.ko.json")).unwrap_or_default());

/// A text of the catalogue in the visitor's language, with its parameters filled in.
macro_rules! tr {
    ($($key:ident).+) => {
        $crate::i18n::td_string!($crate::i18n::locale(), $($key).+)
    };
    ($($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::fill(tr!($($key).+), &[$((stringify!($name), &$value)),+])
    };
}
pub(crate) use tr;

/// The visitor's language.
pub fn locale() -> Locale {
    Preferences::current().locale
}

/// Puts values where a text names them in braces.
pub(crate) fn fill(text: &str, params: &[(&str, &dyn std::fmt::Display)]) -> String {
    params
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &value.to_string()))
}

/// Why something was refused, in words.
pub fn reason(reason: &Reason) -> String {
    let mut reason = reason.clone();
    for (name, value) in &mut reason.params {
        if let (true, Ok(capability)) = (name == "capability", value.parse::<Capability>()) {
            capability.words().clone_into(value);
        }
    }
    reason_in(locale(), &reason)
}

/// Why something was refused, in the words of one language.
pub fn reason_in(locale: Locale, reason: &Reason) -> String {
    match (locale, KOREAN.reasons.get(reason.code.as_str())) {
        (Locale::ko, Some(korean)) => {
            let mut reason = reason.clone();
            for (_, value) in &mut reason.params {
                if let Some(term) = KOREAN.terms.get(value.replace('_', " ").as_str()) {
                    (*term).clone_into(value);
                }
            }
            reason.fill(korean)
        }
        _ => reason.message(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use domain::Code;
    use serde_json::Value;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }

    fn texts(path: &str, value: &Value, into: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(k, v)| texts(&format!("{path}.{k}"), v, into)),
            Value::String(text) => drop(into.insert(path.to_owned(), text.clone())),
            other => panic!("{path} is {other}"),
        }
    }

    fn catalogue(json: &str) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        texts("", &serde_json::from_str(json).unwrap(), &mut all);
        all
    }

    #[test]
    fn both_languages_have_every_text_with_the_same_parameters() {
        let en = catalogue(include_str!("../locales/en.json"));
        let ko = catalogue(include_str!("../locales/ko.json"));
        assert_eq!(en.keys().collect::<Vec<_>>(), ko.keys().collect::<Vec<_>>());
        for (key, text) in &en {
            assert_eq!(placeholders(text), placeholders(&ko[key]), "{key}");
            assert!(!text.trim().is_empty() && !ko[key].trim().is_empty(), "{key} is empty");
        }
    }

    #[test]
    fn a_korean_reason_names_nouns_in_korean() {
        let reason = domain::Reason::new(Code::NotFound).with("noun", "cluster");
        assert_eq!(super::reason_in(super::Locale::ko, &reason), "해당하는 클러스터이(가) 없습니다.");
        assert_eq!(super::reason_in(super::Locale::en, &reason), "There is no such cluster.");
    }

    #[test]
    fn every_reason_has_words_in_both_languages() {
        let ko = &super::KOREAN.reasons;
        for code in Code::ALL {
            let korean = ko.get(code.as_str()).unwrap_or_else(|| panic!("reasons.ko.json lacks {code:?}"));
            assert!(!code.english().is_empty());
            assert_eq!(placeholders(code.english()), placeholders(korean), "{code:?}");
        }
    }
}
