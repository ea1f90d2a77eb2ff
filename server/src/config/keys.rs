//! What seals secrets at rest.

use std::{fmt, fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

use services::{Clock, Keys};

use super::{Database, InvalidVariable, Variables};

const NAME: &str = "IMP_KEYS";

/// `IMP_KEYS`: `kid:base64[,…]`, the first seals, all open. On SQLite one is made beside the
/// database at the first start; on PostgreSQL it is required, so that replicas share it.
#[derive(Clone, Default)]
pub struct KeySource(Option<Keys>);

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeySource").field(&self.0).finish()
    }
}

impl KeySource {
    pub(super) fn from_env(variables: &Variables) -> Result<Self, InvalidVariable> {
        let parse = |text| Keys::parse(text).map_err(|e| InvalidVariable::new(NAME, e));
        Ok(Self(variables.text(NAME).map(parse).transpose()?))
    }
}

/// The ring of keys: from the variable, else from the file beside the SQLite database, which is made
/// when there is none.
///
/// # Errors
/// Names `IMP_KEYS` when there is no key and none can be made.
pub fn keys(source: &KeySource, database: &Database, clock: &Clock) -> Result<Keys, InvalidVariable> {
    if let KeySource(Some(keys)) = source {
        return Ok(keys.clone());
    }
    let Some(file) = database.beside("keys") else {
        return Err(InvalidVariable::new(
            NAME,
            "required with PostgreSQL, so that replicas share it: a name and 32 random bytes, \
             for instance IMP_KEYS=\"k1:$(head -c 32 /dev/urandom | base64)\"",
        ));
    };
    read_or_make(&file, clock).map_err(|problem| InvalidVariable::new(NAME, problem))
}

fn read_or_make(file: &Path, clock: &Clock) -> Result<Keys, String> {
    let problem = |what: &str, e: &dyn fmt::Display| format!("cannot {what} {}: {e}", file.display());
    match fs::read_to_string(file) {
        Ok(text) => return Keys::parse(text.trim()).map_err(|e| problem("use", &e)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(problem("read", &e)),
    }
    let text = Keys::generate(clock);
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut f| writeln!(f, "{text}").and_then(|()| f.sync_all()))
        .map_err(|e| problem("create", &e))?;
    Keys::parse(&text).map_err(|e| problem("use", &e))
}
