//! Who the agent is: its key, made before the first word to the server, and what the server said at
//! the registration. A broken identity is never overwritten: it cannot be made again.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};

use crate::disk;

#[derive(Serialize, Deserialize)]
struct Stored {
    format: u32,
    /// Ed25519 seed, 64 hexadecimal digits.
    key: String,
    cluster_uid: String,
    registered: Option<Registered>,
}

/// The server's answer to the registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Registered {
    pub(crate) agent_id: String,
    pub(crate) cluster_id: String,
}

pub(crate) struct Identity {
    path: PathBuf,
    key: SigningKey,
    cluster_uid: String,
    registered: Option<Registered>,
}

/// Why an identity cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdentityError {
    #[error("{} cannot be used: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
    #[error("{} is broken ({}): restore it from a copy, or empty the state folder and register anew", .0.display(), .1)]
    Broken(PathBuf, String),
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("registered", &self.registered).finish_non_exhaustive()
    }
}

impl Identity {
    /// Reads the identity from the state folder, or makes and stores a new key.
    pub(crate) fn open(dir: &Path) -> Result<Self, IdentityError> {
        let path = dir.join("identity.json");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::create(path),
            Err(error) => return Err(IdentityError::Io(path, error)),
        };
        let broken = |reason: &dyn fmt::Display| IdentityError::Broken(path.clone(), reason.to_string());
        let stored: Stored = serde_json::from_slice(&bytes).map_err(|error| broken(&error))?;
        let mut seed = [0; 32];
        hex::decode_to_slice(&stored.key, &mut seed).map_err(|error| broken(&error))?;
        if stored.format != 1 {
            return Err(broken(&"its format is not known"));
        }
        let key = SigningKey::from_bytes(&seed);
        Ok(Self { path, key, cluster_uid: stored.cluster_uid, registered: stored.registered })
    }

    fn create(path: PathBuf) -> Result<Self, IdentityError> {
        let key = SigningKey::from_bytes(&rand::random());
        let cluster_uid = hex::encode(rand::random::<[u8; 16]>());
        let identity = Self { path, key, cluster_uid, registered: None };
        identity.store()?;
        Ok(identity)
    }

    fn store(&self) -> Result<(), IdentityError> {
        let stored = Stored {
            format: 1,
            key: hex::encode(self.key.to_bytes()),
            cluster_uid: self.cluster_uid.clone(),
            registered: self.registered.clone(),
        };
        let write = || -> io::Result<()> {
            disk::replace(&self.path, &serde_json::to_vec_pretty(&stored)?, disk::PRIVATE)?;
            self.path.parent().map_or(Ok(()), disk::flush_dir)
        };
        write().map_err(|error| IdentityError::Io(self.path.clone(), error))
    }

    pub(crate) fn registered(&self) -> Option<&Registered> {
        self.registered.as_ref()
    }

    pub(crate) fn register(&mut self, registered: Registered) -> Result<(), IdentityError> {
        self.registered = Some(registered);
        self.store()
    }

    pub(crate) fn cluster_uid(&self) -> &str {
        &self.cluster_uid
    }

    pub(crate) fn public_key(&self) -> Vec<u8> {
        self.key.verifying_key().to_bytes().to_vec()
    }

    /// Signs a server's nonce.
    pub(crate) fn sign(&self, nonce: &[u8]) -> Vec<u8> {
        self.key.sign(&[proto::REFRESH_CONTEXT, nonce].concat()).to_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_key_is_made_once_and_kept_private() {
        let dir = tempfile::tempdir().unwrap();
        let mut first = Identity::open(dir.path()).unwrap();
        let again = Identity::open(dir.path()).unwrap();
        assert_eq!(first.public_key(), again.public_key());
        assert_eq!(first.cluster_uid(), again.cluster_uid());
        assert_eq!(again.registered(), None);
        let registered = Registered { agent_id: "agt_1".into(), cluster_id: "clu_1".into() };
        first.register(registered.clone()).unwrap();
        assert_eq!(Identity::open(dir.path()).unwrap().registered(), Some(&registered));
        let mode = fs::metadata(dir.path().join("identity.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!format!("{first:?}").contains(&hex::encode(first.key.to_bytes())));
    }

    #[test]
    fn a_broken_identity_is_said_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("identity.json");
        for text in ["", "{", r#"{"format":1,"key":"00","cluster_uid":"x","registered":null}"#] {
            fs::write(&path, text).unwrap();
            let error = Identity::open(dir.path()).unwrap_err().to_string();
            assert!(error.contains("is broken"), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
