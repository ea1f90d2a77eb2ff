//! Names of Kubernetes objects: made from ids, so they stay when titles change, and at most 63
//! characters long.

use domain::id::TypedId;

use crate::canonical::sha256;

/// Digits of a part's digest: 48 bits, for the few thousand parts of one publish.
const DIGEST: usize = 12;

/// `gtw-0198f0c1…`: prefix and hexadecimal digits, at most 36 characters.
pub(crate) fn of<T: TypedId>(id: T) -> String {
    format!("{}-{}", T::PREFIX, id.uuid().simple())
}

/// The same with the digest of what tells a part from its siblings, at most 49 characters.
pub(crate) fn part(id: impl TypedId, what: &[&str]) -> String {
    format!("{}-{}", of(id), digest(what))
}

/// Digest of what tells a part from its siblings.
pub(crate) fn digest(what: &[&str]) -> String {
    sha256(what.join("\n").as_bytes())[..DIGEST].to_owned()
}
