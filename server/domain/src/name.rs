//! Names that are checked once, at the edge, and trusted afterwards.

use std::{fmt, net::Ipv4Addr};

use serde::{Deserialize, Serialize};

use crate::reason::{Code, Reason};

/// A name that can become part of a Kubernetes name: RFC 1123 label, 2 to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

impl Label {
    /// Longest name in characters (also bytes: it is ASCII).
    pub const MAX: usize = 40;
    /// Shortest name in characters.
    pub const MIN: usize = 2;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Label {
    type Error = Reason;
    fn try_from(text: String) -> Result<Self, Reason> {
        let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let valid = (Self::MIN..=Self::MAX).contains(&text.len())
            && text.chars().all(|c| alphanumeric(c) || c == '-')
            && text.starts_with(alphanumeric)
            && text.ends_with(alphanumeric);
        match () {
            () if text.is_empty() => Err(Code::Required.into()),
            () if valid => Ok(Self(text)),
            () => Err(Code::NotALabel.into()),
        }
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text for people: 1 to 100 characters, without control characters, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Title(String);

impl Title {
    /// Longest title in characters.
    pub const MAX: usize = 100;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Title {
    type Error = Reason;
    fn try_from(text: String) -> Result<Self, Reason> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required.into());
        }
        if text.chars().count() > Self::MAX {
            return Err(Reason::new(Code::TooLong).with("max", Self::MAX));
        }
        Ok(Self(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()))
    }
}

impl From<Title> for String {
    fn from(title: Title) -> Self {
        title.0
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address, lower case, at most 254 characters: something before and after one `@`, with
/// a dot in the domain. Whether it receives mail is for a message to find out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The text, lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = Reason;
    fn try_from(text: String) -> Result<Self, Reason> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Err(Code::Required.into());
        }
        let valid = text.len() <= 254
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
            && text.split_once('@').is_some_and(|(local, host)| {
                !local.is_empty() && !host.contains('@') && is_hostname(host) && host.contains('.')
            });
        if valid { Ok(Self(text)) } else { Err(Code::NotAnEmail.into()) }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the text is a DNS name: labels of 1 to 63 letters, digits and hyphens, 253 in all.
pub fn is_hostname(text: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// Whether the text is a DNS name and no IPv4 address, which looks like one.
pub fn is_dns_name(text: &str) -> bool {
    is_hostname(text) && text.parse::<Ipv4Addr>().is_err()
}

/// Whether the text can name a Kubernetes object: a DNS name in lower case (RFC 1123 subdomain).
pub fn is_object_name(text: &str) -> bool {
    is_hostname(text) && !text.contains(|c: char| c.is_ascii_uppercase())
}

/// Whether the text is an HTTP header name (RFC 9110 token), at most 256 bytes.
pub fn is_header_name(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_rfc_1123() {
        for good in ["ab", "orders-api", "0a", "a0", &"a".repeat(40)] {
            assert!(Label::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["a", "-ab", "ab-", "Ab", "a_b", "a.b", "ä0", &"a".repeat(41)] {
            assert_eq!(Label::try_from(bad.to_owned()).unwrap_err().code, Code::NotALabel, "{bad}");
        }
        assert_eq!(Label::try_from(String::new()).unwrap_err().code, Code::Required);
    }

    #[test]
    fn emails_are_lower_case() {
        assert_eq!(Email::try_from(" Ada@Example.COM ".to_owned()).unwrap().as_str(), "ada@example.com");
        for bad in ["ada", "@example.com", "ada@", "ada@localhost", "a b@example.com", "a@b@example.com"] {
            assert!(Email::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
