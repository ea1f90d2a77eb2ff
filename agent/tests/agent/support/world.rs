//! What the tests' server knows, does wrong on purpose, and has seen.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use proto::v1::{Ack, Connect, DeployCommand, DeployResult, Heartbeat, ItemKey, ItemKind, ServerMessage};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tonic::Status;

pub(crate) const CLUSTER: &str = "clu_1";
pub(crate) const DEPLOY: ItemKind = ItemKind::Deploy;
pub(crate) const TOKEN: &str = "imp_reg_secret";

/// Something an agent did.
#[derive(Debug, Clone)]
pub(crate) enum Seen {
    Registered,
    Refreshed,
    Connected(Connect),
    Fetched(ItemKey),
    Ack(Ack),
    Result(DeployResult),
    Heartbeat(Heartbeat),
}

/// What is wrong with an answer of FetchSpec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tamper {
    /// The last bytes are missing.
    Truncated,
    /// Other bytes of the same length.
    OtherBytes,
    /// More than was announced.
    TooLong,
    /// About another item.
    OtherItem,
    /// The header never comes.
    NoHeader,
    /// The stream stands still after the header until the agent goes away.
    Stalled,
}

/// What an item should look like.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) epoch: u64,
    pub(crate) generation: u64,
    /// `None` for a tombstone.
    pub(crate) bytes: Option<Vec<u8>>,
}

pub(crate) type Outgoing = mpsc::Sender<Result<ServerMessage, Status>>;

#[derive(Default)]
pub(crate) struct World {
    pub(crate) seen: Vec<Seen>,
    pub(crate) items: BTreeMap<(ItemKind, String), Spec>,
    pub(crate) tamper: Option<Tamper>,
    /// Refuses Connect with this.
    pub(crate) refuse_connect: Option<Status>,
    /// Refuses FetchSpec with this.
    pub(crate) refuse_fetch: Option<Status>,
    /// Refuses Refresh with this.
    pub(crate) refuse_refresh: Option<Status>,
    /// Registrations get no answer.
    pub(crate) hold_registration: bool,
    /// Results are kept without an answer.
    pub(crate) hold_acks: bool,
    /// Cluster id said in ConnectResponse instead of the true one.
    pub(crate) other_cluster: Option<String>,
    pub(crate) heartbeat_ms: u32,
    pub(crate) jwt_seconds: Option<u32>,
    pub(crate) keys: BTreeSet<Vec<u8>>,
    pub(crate) session: Option<Outgoing>,
    pub(crate) session_epoch: u64,
    pub(crate) stored_seq: u64,
    jwts: BTreeSet<String>,
    nonces: BTreeSet<Vec<u8>>,
    count: u64,
}

impl World {
    pub(crate) fn results(&self) -> impl Iterator<Item = &DeployResult> {
        self.seen.iter().filter_map(|seen| match seen {
            Seen::Result(result) => Some(result),
            _ => None,
        })
    }

    pub(crate) fn connects(&self) -> impl Iterator<Item = &Connect> {
        self.seen.iter().filter_map(|seen| match seen {
            Seen::Connected(connect) => Some(connect),
            _ => None,
        })
    }

    pub(crate) fn count(&self, is: impl Fn(&Seen) -> bool) -> usize {
        self.seen.iter().filter(|seen| is(seen)).count()
    }

    pub(crate) fn new_jwt(&mut self) -> proto::v1::AccessToken {
        self.count += 1;
        let jwt = format!("jwt-{}", self.count);
        self.jwts.insert(jwt.clone());
        proto::v1::AccessToken { jwt, expires_in: self.jwt_seconds.unwrap_or(600) }
    }

    /// All access tokens end now.
    pub(crate) fn expire_jwts(&mut self) {
        self.jwts.clear();
    }

    pub(crate) fn accepts(&self, jwt: &str) -> bool {
        self.jwts.contains(jwt)
    }

    pub(crate) fn new_nonce(&mut self) -> Vec<u8> {
        self.count += 1;
        let nonce = format!("nonce-{}", self.count).into_bytes();
        self.nonces.insert(nonce.clone());
        nonce
    }

    /// Whether the registered key signed a nonce of ours.
    pub(crate) fn is_signed(&mut self, nonce: &[u8], signature: &[u8]) -> bool {
        let message = [proto::REFRESH_CONTEXT, nonce].concat();
        let key = self.keys.iter().next().and_then(|key| VerifyingKey::try_from(key.as_slice()).ok());
        let signature = Signature::from_slice(signature);
        self.nonces.remove(nonce)
            && matches!((key, signature), (Some(key), Ok(signature)) if key.verify(&message, &signature).is_ok())
    }

    /// Tells the connected agent to look at an item.
    pub(crate) fn command(&mut self, kind: ItemKind, subject: &str, generation: u64) -> String {
        self.count += 1;
        let command = format!("cmd_{}", self.count);
        let message = DeployCommand {
            command: command.clone(),
            attempt: 1,
            key: Some(key(kind, subject)),
            target_generation: generation,
        };
        self.send(proto::v1::server_message::Message::DeployCommand(message));
        command
    }

    pub(crate) fn send(&mut self, message: proto::v1::server_message::Message) {
        let session = self.session.as_ref().expect("no agent is connected");
        session.try_send(Ok(ServerMessage { message: Some(message) })).expect("the agent's stream is gone");
    }
}

pub(crate) fn key(kind: ItemKind, subject: &str) -> ItemKey {
    ItemKey { kind: kind.into(), subject: subject.to_owned() }
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
