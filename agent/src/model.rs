//! Items, versions and what is wanted of them: the words every other module speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an item holds, in the order of applying. Removal goes the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// The namespace of a provider tenant.
    Tenant,
    /// A gateway and its listener policy.
    Gateway,
    /// Who may call a publish: Secrets and policies, before the routes that need them.
    Access,
    /// Routes and backends of a publish.
    Deploy,
}

impl ItemKind {
    /// Every kind, in the order of applying.
    pub const ALL: [Self; 4] = [Self::Tenant, Self::Gateway, Self::Access, Self::Deploy];

    /// Its name in paths and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Gateway => "gateway",
            Self::Access => "access",
            Self::Deploy => "deploy",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Id of what an item belongs to. It becomes the name of a folder, so only `a-z0-9_-` pass, and no
/// more than 100 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(String);

impl TryFrom<String> for Subject {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        let safe = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_' || c == b'-';
        if text.len() <= 100
            && text.bytes().all(safe)
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            Ok(Self(text))
        } else {
            Err(InvalidText("a subject"))
        }
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.0
    }
}

impl Subject {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text from outside that is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} of this form is not known")]
pub struct InvalidText(pub &'static str);

/// Names an item. Sorts in the order of applying.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemKey {
    /// What it holds.
    pub kind: ItemKind,
    /// Whom it belongs to.
    pub subject: Subject,
}

impl fmt::Display for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.as_str(), self.subject.0)
    }
}

/// Orders the wishes for one item: the epoch first, which rises only when an operator confirms a
/// restored database, then the cluster's counter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    /// Life of the server's database.
    pub hub_epoch: u64,
    /// The cluster's counter when the item last changed.
    pub generation: u64,
}

/// SHA-256 of an item's content: 64 lower-case hexadecimal digits. It becomes the name of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(String);

impl TryFrom<String> for Hash {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        if text.len() == 64 && text.bytes().all(hex) { Ok(Self(text)) } else { Err(InvalidText("a hash")) }
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.0
    }
}

impl Hash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(hex::encode(sha2::Sha256::digest(bytes)))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an item should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// These bytes, kept under their hash.
    Present(Hash),
    /// Gone, on purpose.
    Tombstone,
}

/// A wish for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desired {
    /// Which wish: only a larger one replaces it.
    pub version: Version,
    /// What is wished.
    pub content: Content,
}

impl Desired {
    /// The hash, empty for a tombstone.
    pub fn hash(&self) -> &str {
        match &self.content {
            Content::Present(hash) => hash.as_str(),
            Content::Tombstone => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_leave_their_folder_are_refused() {
        for text in ["", "..", ".", "a/b", "-a", "_a", "A", "a\0", "ä", &"a".repeat(101)] {
            assert!(Subject::try_from(text.to_owned()).is_err(), "{text:?} passed");
        }
        assert!(Subject::try_from("pub_0198f0c17c3a7d10b2a4c5d6e7f80912".to_owned()).is_ok());
        for text in [String::new(), "../x".to_owned(), "A".repeat(64), "a".repeat(63)] {
            assert!(Hash::try_from(text.clone()).is_err(), "{text:?} passed");
        }
        assert_eq!(
            Hash::of(b"").as_str(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn an_epoch_outranks_any_generation() {
        let version = |hub_epoch, generation| Version { hub_epoch, generation };
        assert!(version(2, 1) > version(1, 900));
        assert!(version(1, 2) > version(1, 1));
    }

    #[test]
    fn items_sort_in_the_order_of_applying() {
        let names: Vec<_> = ItemKind::ALL.iter().map(|k| k.as_str()).collect();
        assert_eq!(names, ["tenant", "gateway", "access", "deploy"]);
        assert!(ItemKind::ALL.is_sorted());
    }
}
