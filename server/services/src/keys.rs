//! Seals secrets at rest with XChaCha20-Poly1305. `IMP_KEYS` lists `kid:base64` keys: the first
//! seals, all of them open.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};

use crate::Clock;

const NONCE: usize = 24;

/// The ring of keys. Its debug form names the key ids alone.
#[derive(Clone)]
pub struct Keys(Vec<(String, XChaCha20Poly1305)>);

/// Why a list of keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidKeys(pub String);

impl fmt::Display for InvalidKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidKeys {}

/// A sealed secret and the key that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Key id.
    pub kid: String,
    /// Nonce (24 bytes), then ciphertext and tag.
    pub bytes: Vec<u8>,
}

impl Keys {
    /// Parses `kid:base64[,kid:base64…]`; each key is 32 bytes.
    ///
    /// # Errors
    /// Says which entry is wrong, without showing it.
    pub fn parse(text: &str) -> Result<Self, InvalidKeys> {
        let mut ring: Vec<(String, XChaCha20Poly1305)> = Vec::new();
        for (i, entry) in text.split(',').map(str::trim).filter(|e| !e.is_empty()).enumerate() {
            let at = i + 1;
            let (kid, key) = entry
                .split_once(':')
                .ok_or_else(|| InvalidKeys(format!("entry {at} is not of the form kid:base64")))?;
            let bytes = STANDARD
                .decode(key)
                .ok()
                .filter(|b| b.len() == 32)
                .ok_or_else(|| InvalidKeys(format!("entry {at} ({kid}) is not 32 bytes in base64")))?;
            if kid.is_empty() || ring.iter().any(|(k, _)| k == kid) {
                return Err(InvalidKeys(format!("entry {at} has an empty or repeated key id")));
            }
            let cipher = XChaCha20Poly1305::new_from_slice(&bytes)
                .map_err(|_| InvalidKeys(format!("entry {at} ({kid}) is not a key")))?;
            ring.push((kid.to_owned(), cipher));
        }
        if ring.is_empty() { Err(InvalidKeys("no key is given".to_owned())) } else { Ok(Self(ring)) }
    }

    /// A new entry for `IMP_KEYS`.
    pub fn generate(clock: &Clock) -> String {
        let kid = hex::encode(clock.random::<4>());
        format!("{kid}:{}", STANDARD.encode(clock.random::<32>()))
    }

    /// Ids of the keys that can open, the sealing one first.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(kid, _)| kid.as_str())
    }

    /// Seals a secret for one place: `context` names the table and row, and opening elsewhere fails.
    ///
    /// # Errors
    /// [`domain::Error::Internal`] when the cipher refuses, which it does only for gigabytes.
    pub fn seal(&self, clock: &Clock, context: &str, secret: &[u8]) -> domain::Result<Sealed> {
        let (kid, cipher) = self.0.first().ok_or(domain::Error::Internal)?;
        let nonce: [u8; NONCE] = clock.random();
        let payload = Payload { msg: secret, aad: context.as_bytes() };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| domain::Error::Internal)?;
        Ok(Sealed { kid: kid.clone(), bytes: [nonce.as_slice(), &sealed].concat() })
    }

    /// Opens what [`Keys::seal`] made for the same context; `None` when the key is not in the ring
    /// or the bytes were changed or moved.
    pub fn open(&self, context: &str, sealed: &Sealed) -> Option<Vec<u8>> {
        let (_, cipher) = self.0.iter().find(|(kid, _)| *kid == sealed.kid)?;
        let (nonce, msg) = sealed.bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        cipher.decrypt(&XNonce::from(nonce), Payload { msg, aad: context.as_bytes() }).ok()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.kids()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let clock = Clock::system();
        let keys = Keys::parse(&Keys::generate(&clock)).unwrap();
        let sealed = keys.seal(&clock, "credential:1", b"secret").unwrap();
        assert_eq!(keys.open("credential:1", &sealed).as_deref(), Some(b"secret".as_slice()));
        assert_eq!(keys.open("credential:2", &sealed), None);
        let mut tampered = sealed.clone();
        *tampered.bytes.last_mut().unwrap() ^= 1;
        assert_eq!(keys.open("credential:1", &tampered), None);
    }

    #[test]
    fn an_old_key_still_opens_and_the_first_seals() {
        let clock = Clock::system();
        let old = Keys::generate(&clock);
        let sealed = Keys::parse(&old).unwrap().seal(&clock, "x", b"s").unwrap();
        let both = Keys::parse(&format!("{},{old}", Keys::generate(&clock))).unwrap();
        assert_eq!(both.open("x", &sealed).as_deref(), Some(b"s".as_slice()));
        assert_ne!(both.seal(&clock, "x", b"s").unwrap().kid, sealed.kid);
    }

    #[test]
    fn wrong_keys_are_named_without_being_shown() {
        for (text, says) in [("", "no key"), ("abc", "entry 1"), ("a:AAAA", "(a)")] {
            let error = Keys::parse(text).unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("AAAA"), "{error}");
        }
    }
}
