//! Korean particles follow the sound a word ends with. The catalogue writes both forms after a
//! parameter, as people do in print: `{name}을(를)`; here the right one is chosen for its value.

/// How the end of a word sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Vowel,
    /// The consonant ㄹ, which some particles treat as a vowel.
    Rieul,
    Consonant,
}

/// As written, after a vowel, after a consonant.
const PARTICLES: [(&str, &str, &str); 5] = [
    ("이(가)", "가", "이"),
    ("을(를)", "를", "을"),
    ("은(는)", "는", "은"),
    ("와(과)", "와", "과"),
    ("(이)라는", "라는", "이라는"),
];
const TOWARDS: &str = "(으)로";

/// The particle at the beginning of `rest`, chosen for the word before it, and what follows. Where the
/// end of the word cannot be told, both forms stay.
pub(super) fn choose<'a>(word: &str, rest: &'a str) -> Option<(&'static str, &'a str)> {
    let end = end_of(word)?;
    if let Some(after) = rest.strip_prefix(TOWARDS) {
        return Some((if end == End::Consonant { "으로" } else { "로" }, after));
    }
    PARTICLES.iter().find_map(|(written, vowel, consonant)| {
        let after = rest.strip_prefix(written)?;
        Some((if end == End::Vowel { *vowel } else { *consonant }, after))
    })
}

/// How a word ends: by its last letter or digit, whatever marks follow.
fn end_of(word: &str) -> Option<End> {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    match word.chars().last()? {
        c @ '가'..='힣' => Some(match (c as u32 - '가' as u32) % 28 {
            0 => End::Vowel,
            8 => End::Rieul,
            _ => End::Consonant,
        }),
        c @ '0'..='9' => Some(match c {
            '1' | '7' | '8' => End::Rieul,
            '0' | '3' | '6' => End::Consonant,
            _ => End::Vowel,
        }),
        c if c.is_ascii_alphabetic() => Some(end_of_latin(word)),
        _ => None,
    }
}

/// Latin words as they are read in Korean: `plan` (플랜) and `web` (웹) end in a consonant, `orders`
/// (오더스) and `gate` (게이트) in a vowel. Capitals are read letter by letter: `URL` ends in ㄹ.
fn end_of_latin(word: &str) -> End {
    let is_word = |c: &char| c.is_ascii_alphabetic();
    let letters: Vec<char> = word.chars().rev().take_while(is_word).collect();
    let spelled = letters.iter().all(char::is_ascii_uppercase) || letters.len() == 1;
    let lower: Vec<char> = letters.iter().map(char::to_ascii_lowercase).collect();
    let last = lower.first().copied().unwrap_or_default();
    if spelled {
        return match last {
            'l' | 'r' => End::Rieul,
            'm' | 'n' => End::Consonant,
            _ => End::Vowel,
        };
    }
    let before = lower.get(1).copied().unwrap_or_default();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    match (before, last) {
        (_, 'l') | ('l', 'e') => End::Rieul,
        (_, 'm' | 'n') | ('m' | 'n', 'e') | ('n', 'g') => End::Consonant,
        (vowel, 'b' | 'c' | 'k' | 'p' | 't') if is_vowel(vowel) || last == 'k' && vowel == 'c' => {
            End::Consonant
        }
        _ => End::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_follow_the_sound() {
        for (word, object, towards) in [
            ("클러스터", "를", "로"),
            ("상품", "을", "으로"),
            ("서울", "을", "로"),
            ("ord-1", "을", "로"),
            ("v2", "를", "로"),
            ("10", "을", "으로"),
            ("orders", "를", "로"),
            ("plan", "을", "으로"),
            ("web", "을", "으로"),
            ("gate", "를", "로"),
            ("table", "을", "로"),
            ("API", "를", "로"),
            ("URL", "을", "로"),
            ("shop (Prod)", "를", "로"),
        ] {
            assert_eq!(choose(word, "을(를) 삭제"), Some((object, " 삭제")), "{word}");
            assert_eq!(choose(word, "(으)로"), Some((towards, "")), "{word}");
        }
        assert_eq!(choose("한", "(이)라는 것"), Some(("이라는", " 것")));
        assert_eq!(choose("…", "이(가)"), None);
        assert_eq!(choose("한", " 개"), None);
    }
}
