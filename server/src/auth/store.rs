//! tower-sessions over `services::Sessions`. The secret in the cookie is the record's id; the rows
//! know only its hash, and when a session ends is decided there.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::Error;
use serde_json::{Map, Value};
use services::{SessionData, Sessions};
use tower_sessions::{
    SessionStore,
    cookie::time::{Date, Month, OffsetDateTime, Time},
    session::{Id, Record},
    session_store::{Error as StoreError, Result},
};

/// Keys of a record that are columns of the row.
pub(super) mod key {
    /// What signing in gave; asked for when the row is made, and not kept.
    pub(crate) const PROOF: &str = "proof";
    /// Who is signed in.
    pub(crate) const USER: &str = "user";
    /// Where they signed in from.
    pub(crate) const ADDRESS: &str = "address";
    /// What their browser calls itself.
    pub(crate) const AGENT: &str = "agent";
    /// The row's own id; only read.
    pub(crate) const ID: &str = "id";
    /// What the form before left, sealed.
    pub(crate) const FLASH: &str = "flash";
}

#[derive(Debug, Clone)]
pub(crate) struct Store(Sessions);

impl Store {
    pub(super) fn new(sessions: Sessions) -> Self {
        Self(sessions)
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.0.begin(&record.id.to_string(), data_of(record)).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.0.change(&record.id.to_string(), data_of(record)).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(found) = self.0.load(&id.to_string()).await.map_err(backend)? else { return Ok(None) };
        let mut data: HashMap<String, Value> = match found.data.data {
            Value::Object(map) => map.into_iter().collect(),
            _ => HashMap::new(),
        };
        data.insert(key::ID.to_owned(), Value::from(found.id.to_string()));
        data.insert(key::ADDRESS.to_owned(), Value::from(found.data.address));
        data.insert(key::AGENT.to_owned(), Value::from(found.data.user_agent));
        if let Some(user) = found.data.user {
            data.insert(key::USER.to_owned(), Value::from(user.to_string()));
        }
        Ok(Some(Record { id: *id, data, expiry_date: never() }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.end(&id.to_string()).await.map_err(backend)
    }
}

fn data_of(record: &Record) -> SessionData {
    let mut data: Map<String, Value> = record.data.clone().into_iter().collect();
    data.remove(key::ID);
    let mut text = |key: &str| match data.remove(key) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let (user, address, user_agent) = (text(key::USER).parse().ok(), text(key::ADDRESS), text(key::AGENT));
    let proof = text(key::PROOF);
    SessionData { user, proof, data: Value::Object(data), address, user_agent }
}

/// The row's columns say when it ends; the library's own date never counts.
fn never() -> OffsetDateTime {
    let end = Date::from_calendar_date(9999, Month::December, 31).unwrap_or(Date::MAX);
    OffsetDateTime::new_utc(end, Time::MIDNIGHT)
}

fn backend(error: Error) -> StoreError {
    StoreError::Backend(error.to_string())
}
