//! The message catalogue: `locales/en.json` and `locales/ko.json` hold every text a person reads.
//!
//! `tr!(group.key)` is the text in the visitor's language; `tr!(group.key, name = value)` fills
//! `{name}`. A key that is absent does not compile. Reasons (`domain::Code`) have their English
//! sentence beside the code and their Korean one in `locales/reasons.ko.json`.

mod particle;

use std::{collections::BTreeMap, fmt::Display, sync::LazyLock};

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

/// Puts values where a text names them in braces, each with the particle that fits it.
pub(crate) fn fill(text: &str, params: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = params.iter().find(|(known, _)| *known == name)?;
            Some((value.to_string(), after))
        });
        match named {
            Some((value, after)) => {
                filled.push_str(&value);
                rest = after;
                if let Some((particle, after)) = particle::choose(&value, after) {
                    filled.push_str(particle);
                    rest = after;
                }
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
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

/// Parameters that hold a noun or a state of ours. All others hold what people have typed or named, which
/// is never translated.
const TERMS: [&str; 3] = ["noun", "state", "environment"];

/// Why something was refused, in the words of one language.
pub fn reason_in(locale: Locale, reason: &Reason) -> String {
    match (locale, KOREAN.reasons.get(reason.code.as_str())) {
        (Locale::ko, Some(korean)) => {
            let word = |name: &str, value: &str| {
                let term = || KOREAN.terms.get(value.replace('_', " ").to_lowercase().as_str()).copied();
                TERMS.contains(&name).then(term).flatten().unwrap_or(value).to_owned()
            };
            let words: Vec<_> = reason.params.iter().map(|(name, value)| (name, word(name, value))).collect();
            let params: Vec<(&str, &dyn Display)> =
                words.iter().map(|(name, word)| (name.as_ref(), word as &dyn Display)).collect();
            fill(korean, &params)
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
        assert_eq!(super::reason_in(super::Locale::ko, &reason), "해당하는 클러스터가 없습니다.");
        assert_eq!(super::reason_in(super::Locale::en, &reason), "There is no such cluster.");
    }

    #[test]
    fn what_people_have_named_is_not_translated() {
        let taken = domain::Reason::new(Code::NameTaken).with("value", "live");
        assert_eq!(super::reason_in(super::Locale::ko, &taken), "live는 이미 사용 중입니다.");
        let limit = domain::Reason::new(Code::LimitReached).with("max", 3).with("noun", "API services");
        let words = super::reason_in(super::Locale::ko, &limit);
        assert!(words.contains("API 서비스를 최대 3개"), "{words}");
    }

    #[test]
    fn every_noun_has_a_korean_word() {
        let nouns = [
            "API service",
            "API services",
            "gateways",
            "products",
            "publishes",
            "membership",
            "item",
            "resource",
        ];
        for noun in nouns {
            assert!(super::KOREAN.terms.contains_key(noun.to_lowercase().as_str()), "{noun}");
        }
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
